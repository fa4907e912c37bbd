//! Times of publication in the forms that corpora have.

use jiff::{Timestamp, civil, tz::TimeZone};

/// The accepted forms, for messages.
pub(crate) const FORMS: &str =
    "RFC 3339, RFC 2822, YYYY-MM-DD with an optional time (UTC), or Unix seconds or milliseconds";

/// Numbers from here on are milliseconds: as seconds they would be beyond the year 5100.
const MILLIS_FROM: i64 = 100_000_000_000;

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

/// A time from Unix seconds or milliseconds, or from a date written as eight digits (which as seconds would be 1970).
/// A bare year is refused: it is no time, and as seconds it would silently be 1970.
pub(crate) fn from_number(number: i64) -> Option<Timestamp> {
    match number {
        1_000..=9_999 => None,
        10_000_000..=99_999_999 => {
            let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
            let date = civil::Date::new(year as i16, month as i8, day as i8).ok()?;
            date.to_zoned(TimeZone::UTC).ok().map(|z| z.timestamp())
        }
        _ if number.unsigned_abs() >= MILLIS_FROM.unsigned_abs() => Timestamp::from_millisecond(number).ok(),
        _ => Timestamp::from_second(number).ok(),
    }
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
            ("Thu, 04 Mar 2021 05:06:07 +0300", "2021-03-04T02:06:07Z"),
            ("Thu, 4 Mar 2021 05:06:07 GMT", "2021-03-04T05:06:07Z"),
            ("1614834367", "2021-03-04T05:06:07Z"),
            ("1614834367000", "2021-03-04T05:06:07Z"),
        ] {
            assert_eq!(parse(text).map(|t| t.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn refused_forms() {
        for text in ["", "أمس", "2021-02-31", "04/03/2021", "99999999999999999999", "2021"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
