//! Times of publication in the forms that corpora have.

use jiff::{Timestamp, civil, tz::TimeZone};

/// The accepted forms, for messages.
pub(crate) const FORMS: &str = "RFC 3339, RFC 2822, YYYY-MM-DD with an optional time (UTC), YYYYMMDD, YYYYMMDDhhmm or YYYYMMDDhhmmss (UTC), or Unix \
     seconds or milliseconds";

/// Numbers from here on are milliseconds: as seconds they would be beyond the year 5100.
const MILLIS_FROM: i64 = 100_000_000_000;

/// Whether an article can be of a time: a release holds none before 1900 or after 2099 (check VAL002), and one such row must not
/// cost all others theirs.
pub(crate) fn is_of_news(time: Timestamp) -> bool {
    (1900..2100).contains(&time.to_zoned(TimeZone::UTC).year())
}

/// A time from text; `None` where no accepted form fits.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let ascii: String = text.trim().chars().map(western_digit).collect();
    let digits = ascii.strip_prefix('-').unwrap_or(&ascii);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return from_number(ascii.parse().ok()?);
    }
    if let Ok(time) = ascii.parse::<Timestamp>() {
        return Some(time);
    }
    if let Ok(time) = ascii.parse::<civil::DateTime>() {
        return time.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp());
    }
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(&ascii).ok()
}

/// A time from Unix seconds or milliseconds, or from a date without separators.
///
/// Such dates have eight digits (as seconds: 1970), twelve (as milliseconds: the years 1900 to 2099 would be a part of
/// 1976) or fourteen (as milliseconds: the year 2286 and later). A number of this look that is no date is no time, since
/// the other reading is wrong as well. A bare year is refused: as seconds it would silently be 1970.
pub(crate) fn from_number(number: i64) -> Option<Timestamp> {
    match number {
        1_000..=9_999 => None,
        10_000_000..=99_999_999 => compact(number * 1_000_000),
        190_000_000_000..=209_999_999_999 => compact(number * 100),
        10_000_000_000_000..=99_999_999_999_999 => compact(number),
        _ if number.unsigned_abs() >= MILLIS_FROM.unsigned_abs() => Timestamp::from_millisecond(number).ok(),
        _ => Timestamp::from_second(number).ok(),
    }
}

/// The time of the digits `YYYYMMDDhhmmss`.
fn compact(digits: i64) -> Option<Timestamp> {
    // Two digits, which fit.
    let pair = |behind: i64| (digits / behind % 100) as i8;
    let year = (digits / 10_000_000_000) as i16;
    let time = civil::DateTime::new(year, pair(100_000_000), pair(1_000_000), pair(10_000), pair(100), pair(1), 0);
    time.ok()?.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp())
}

fn western_digit(c: char) -> char {
    match c {
        '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
        '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_forms() {
        for (text, expected) in [
            ("2021-03-04T05:06:07Z", "2021-03-04T05:06:07Z"),
            ("2021-03-04T05:06:07+03:00", "2021-03-04T02:06:07Z"),
            ("2021-03-04 05:06", "2021-03-04T05:06:00Z"),
            ("2021-03-04 05:06:07", "2021-03-04T05:06:07Z"),
            (" ٢٠٢١-٠٣-٠٤ ", "2021-03-04T00:00:00Z"),
            ("20210304", "2021-03-04T00:00:00Z"),
            ("202103040506", "2021-03-04T05:06:00Z"),
            ("٢٠٢١٠٣٠٤٠٥٠٦٠٧", "2021-03-04T05:06:07Z"),
            ("Thu, 04 Mar 2021 05:06:07 +0300", "2021-03-04T02:06:07Z"),
            ("Thu, 4 Mar 2021 05:06:07 GMT", "2021-03-04T05:06:07Z"),
            ("1614834367", "2021-03-04T05:06:07Z"),
            ("1614834367000", "2021-03-04T05:06:07Z"),
            // Milliseconds of twelve digits that would be a date in the year 9783.
            ("978307200000", "2001-01-01T00:00:00Z"),
        ] {
            assert_eq!(parse(text).map(|t| t.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn times_that_no_article_is_of() {
        let of_news = |text: &str| parse(text).map(is_of_news);
        for text in ["0000-01-01", "1899-12-31T23:59:59Z", "2100-01-01", "9999-12-30"] {
            assert_eq!(of_news(text), Some(false), "{text}");
        }
        assert_eq!((of_news("1900-01-01"), of_news("2099-12-31T23:59:59Z")), (Some(true), Some(true)));
    }

    #[test]
    fn refused_forms() {
        for text in ["", "أمس", "2021-02-31", "04/03/2021", "99999999999999999999", "2021"] {
            assert_eq!(parse(text), None, "{text}");
        }
        for text in ["20210231", "202102310506", "202103042506", "20210304050667", "20210231050607"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
