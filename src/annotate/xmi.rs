//! UIMA CAS XMI, as INCEpTION and `dkpro-cassis` read and write it: `TypeSystem.xml`, and one file an article.
//!
//! Two layers: `claimkit.Claim` spans a claim and carries its id, target and stance; `claimkit.Evidence` spans words that
//! carry a stance and names the claim and the target. Offsets of a CAS are UTF-16 units, by its specification. INCEpTION
//! exports `annotation/<document>/<annotator>.xmi`, so the name of a file is its annotator.

use super::place::{from_utf16, shown, to_utf16};
use super::{Annotation, Imported, Task, stem};
use crate::error::{Error, ErrorKind, Location, Result};
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The layers.
pub const TYPE_SYSTEM: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">
  <types>
    <typeDescription>
      <name>claimkit.Claim</name>
      <description>A claim and its stance toward a target.</description>
      <supertypeName>uima.tcas.Annotation</supertypeName>
      <features>
        <featureDescription><name>claimId</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
        <featureDescription><name>target</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
        <featureDescription><name>speaker</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
        <featureDescription><name>stance</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
        <featureDescription><name>note</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
      </features>
    </typeDescription>
    <typeDescription>
      <name>claimkit.Evidence</name>
      <description>Words that carry the stance of a claim.</description>
      <supertypeName>uima.tcas.Annotation</supertypeName>
      <features>
        <featureDescription><name>claimId</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
        <featureDescription><name>target</name><description/><rangeTypeName>uima.cas.String</rangeTypeName></featureDescription>
      </features>
    </typeDescription>
  </types>
</typeSystemDescription>
"#;

pub(super) fn export(tasks: &[Task]) -> Result<Vec<(PathBuf, String)>> {
    let mut articles: BTreeMap<&str, Vec<&Task>> = BTreeMap::new();
    for task in tasks {
        articles.entry(&task.article_id).or_default().push(task);
    }
    let mut files = vec![("TypeSystem.xml".into(), TYPE_SYSTEM.to_owned())];
    for (n, (article, tasks)) in articles.into_iter().enumerate() {
        // An id may hold what a file name may not.
        let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
        let name = format!("{:04}-{}.xmi", n + 1, article.chars().map(safe).take(80).collect::<String>());
        files.push((name.into(), document(article, &tasks)?));
    }
    Ok(files)
}

fn document(article: &str, tasks: &[&Task]) -> Result<String> {
    let text = tasks.first().map_or("", |t| t.text.as_str());
    let legal = |c: char| matches!(c, '\t' | '\n' | '\r') || c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}');
    if let Some(at) = text.chars().position(|c| !legal(c)) {
        let message = format!("article {article}: XML cannot hold the character at code point {at}");
        return Err(
            Error::new(ErrorKind::Data, message).hint("leave the article out of the sample, or take another format")
        );
    }
    let mut to = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" \
         xmlns:cas=\"http:///uima/cas.ecore\" xmlns:tcas=\"http:///uima/tcas.ecore\" \
         xmlns:claimkit=\"http:///claimkit.ecore\" xmi:version=\"2.0\">\n<cas:NULL xmi:id=\"0\"/>\n",
    );
    let total = to_utf16(text, u32::MAX);
    let mut ids = 2..;
    let mut id = || ids.next().unwrap_or(u32::MAX);
    let first = id();
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        to,
        "<tcas:DocumentAnnotation xmi:id=\"{first}\" sofa=\"1\" begin=\"0\" end=\"{total}\" language=\"ar\"/>"
    );
    let mut last = first;
    for task in tasks {
        let prediction = task.predictions.first();
        last = id();
        let span = |start, end| format!("begin=\"{}\" end=\"{}\"", to_utf16(text, start), to_utf16(text, end));
        let _ = write!(
            to,
            "<claimkit:Claim xmi:id=\"{last}\" sofa=\"1\" {} claimId=\"{}\" target=\"{}\" speaker=\"{}\"",
            span(task.claim.start, task.claim.end),
            attribute(&task.claim_id),
            attribute(&task.target),
            attribute(&task.speaker)
        );
        let _ = match prediction {
            Some(p) => writeln!(to, " stance=\"{}\"/>", p.stance),
            None => writeln!(to, "/>"),
        };
        for e in prediction.into_iter().flat_map(|p| &p.evidence) {
            last = id();
            let _ = writeln!(
                to,
                "<claimkit:Evidence xmi:id=\"{last}\" sofa=\"1\" {} claimId=\"{}\" target=\"{}\"/>",
                span(e.start, e.end),
                attribute(&task.claim_id),
                attribute(&task.target)
            );
        }
    }
    let members: Vec<String> = (first..=last).map(|n| n.to_string()).collect();
    let _ = write!(
        to,
        "<cas:Sofa xmi:id=\"1\" sofaNum=\"1\" sofaID=\"_InitialView\" mimeType=\"text/plain\" sofaString=\"{}\"/>\n\
         <cas:View sofa=\"1\" members=\"{}\"/>\n</xmi:XMI>\n",
        attribute(text),
        members.join(" ")
    );
    Ok(to)
}

/// An attribute's value: a parser turns bare line ends and tabs into spaces, so they are written as references.
fn attribute(text: &str) -> String {
    escape(text).replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
}

/// An element with its attributes.
type Element = BTreeMap<String, String>;

fn attributes(path: &Path, element: &BytesStart<'_>) -> Result<Element> {
    let broken = |e: String| Error::new(ErrorKind::Data, e).at(Location::path(path));
    let mut found = Element::new();
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|e| broken(e.to_string()))?;
        let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
        let raw = std::str::from_utf8(&attribute.value).map_err(|e| broken(e.to_string()))?;
        let value = quick_xml::escape::unescape(raw).map_err(|e| broken(e.to_string()))?;
        found.insert(name, value.into_owned());
    }
    Ok(found)
}

pub(super) fn import(
    tasks: &[Task],
    path: &Path,
    text: &str,
    labeler: Option<&str>,
    imported: &mut Imported,
) -> Result<()> {
    let (claims, evidence, sofa) = read(path, text)?;
    let at = |field: &str| Location::path(path).field(field);
    let Some(sofa) = sofa else {
        return Err(Error::new(ErrorKind::Data, "has no sofaString")
            .at(at("cas:Sofa"))
            .hint("the format is UIMA CAS XMI"));
    };
    let units = |element: &Element| {
        let number = |key: &str| element.get(key).and_then(|v| v.parse().ok());
        from_utf16(&sofa, number("begin")?, number("end")?)
    };
    let value = |element: &Element, key: &str| element.get(key).cloned().unwrap_or_default();
    for claim in &claims {
        let claim_id = value(claim, "claimId");
        let Some(task) = imported.task(tasks, &claim_id, &value(claim, "target"), at("Claim")) else { continue };
        if sofa != task.text {
            imported.refuse(at("sofaString"), format!("is not the text of {}", task.article_id));
            return Ok(());
        }
        let surface = units(claim).and_then(|(start, end)| shown(&sofa, start, end));
        if surface != Some(&*task.claim.text) {
            imported.refuse(at("Claim"), format!("begin and end of {claim_id} do not show the claim"));
            continue;
        }
        // Evidence without a target, as an annotator may mark it, is of the claim's label toward any.
        let toward = |e: &&Element| e.get("target").is_none_or(|t| t.is_empty() || *t == task.target);
        let own = evidence.iter().filter(|e| value(e, "claimId") == claim_id).filter(toward);
        let own = own.map(|e| units(e).map_or((u32::MAX, u32::MAX, None), |(s, e)| (s, e, None))).collect();
        let annotation = Annotation {
            labeler: labeler.map_or_else(|| stem(path), str::to_owned),
            stance: value(claim, "stance"),
            evidence: own,
            note: value(claim, "note"),
        };
        imported.take(task, annotation, at("Claim"));
    }
    Ok(())
}

/// The claims, the evidence, and the text of a CAS.
fn read(path: &Path, text: &str) -> Result<(Vec<Element>, Vec<Element>, Option<String>)> {
    let mut reader = Reader::from_str(text);
    let (mut claims, mut evidence, mut sofa) = (Vec::new(), Vec::new(), None);
    loop {
        let event = reader.read_event().map_err(|e| {
            let message = format!("byte {}: {e}", reader.error_position());
            Error::new(ErrorKind::Data, message).at(Location::path(path)).hint("the format is UIMA CAS XMI")
        })?;
        match event {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                b"Claim" => claims.push(attributes(path, &element)?),
                b"Evidence" => evidence.push(attributes(path, &element)?),
                b"Sofa" => sofa = attributes(path, &element)?.remove("sofaString").or(sofa),
                _ => {}
            },
            Event::Eof => return Ok((claims, evidence, sofa)),
            _ => {}
        }
    }
}
