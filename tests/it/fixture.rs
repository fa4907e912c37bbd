//! A small corpus of invented news, a toy extractor for it, and tools to damage a release.

use arrow_array::{
    Array, ArrayRef, BooleanArray, Float64Array, Int32Array, RecordBatch, StringArray, cast::AsArray, types,
};
use claimkit::build::{self, BuildOptions, BuildSummary, Plain};
use claimkit::config::DatasetConfig;
use claimkit::dataset::sums::write_sums;
use claimkit::dataset::{Manifest, Table, card, croissant, datapackage, manifest, shards};
use claimkit::model::{
    Article, Block, BlockKind, Claim, Cue, CueClass, CueKind, Evidence, Extraction, Identity, QuoteType, Reject,
    RejectReason, Resolution, Span, Speaker, SpeakerType, Stance, StanceLabel, claim_id, hash_id,
};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::{metadata::ParquetMetaDataReader, properties::WriterProperties};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

pub(crate) const CONFIG: &str = "
targets = []
[dataset]
name = 'tiny'
version = '1.0.0'
title = 'أخبار مختلقة'
licence = 'cc0-1.0'
notice = 'Every text is invented.'
authors = ['Nobody']
[split]
policy = 'random'
train = 0.5
validation = 0.25
test = 0.25
seed = 3
";

type Item = Result<Article, Reject>;

fn place(text: &str, from: usize, words: &str) -> Span {
    let start = from + text[from..].find(words).unwrap();
    Span::new(start, start + words.len())
}

/// Finds lines `قال X إن Y.` and quotations «…» in Y; enough to fill every column.
pub(crate) fn extract(article: &Article) -> Extraction {
    let text = article.text.as_str();
    let mut out = Extraction::default();
    let mut at = 0;
    for (n, line) in text.split_inclusive('\n').enumerate() {
        let span = Span::new(at, at + line.trim_end().len());
        let kind = if n == 0 { BlockKind::Title } else { BlockKind::Paragraph };
        out.blocks.push(Block { kind, span });
        if let Some((_, said)) = line.split_once("قال ").and_then(|(a, b)| a.is_empty().then_some((a, b))) {
            let (speaker, content) = said.trim_end().trim_end_matches('.').split_once(" إن ").unwrap();
            claim(&mut out, article, n, at, speaker, content);
        }
        at += line.len();
    }
    out.title = text.lines().next().map(Into::into);
    out
}

fn claim(out: &mut Extraction, article: &Article, line: usize, at: usize, speaker: &str, content: &str) {
    let text = article.text.as_str();
    let mention = place(text, at, speaker);
    let content = place(text, at, content);
    let formula = speaker.contains("طلب عدم ذكر اسمه").then(|| place(text, at, "طلب عدم ذكر اسمه"));
    let anonymous = speaker.contains("مصدر");
    let identity = if anonymous {
        Identity::Anonymous { explicit: formula.is_some() }
    } else {
        Identity::Named { name: speaker.replace("الوزير ", "") }
    };
    let line_number = line.to_string();
    let speaker_id = match &identity {
        Identity::Named { name } => hash_id("s", &["person", name]),
        Identity::Anonymous { .. } => hash_id("s", &[&article.article_id, &line_number]),
    };
    let index = out.speakers.iter().position(|s| s.speaker_id == speaker_id).unwrap_or_else(|| {
        out.speakers.push(Speaker {
            speaker_id,
            identity,
            description: speaker.into(),
            aliases: vec![],
            role: speaker.contains("الوزير").then(|| "الوزير".into()),
            affiliation: None,
            speaker_type: SpeakerType::Person,
            external_id: None,
        });
        out.speakers.len() - 1
    });
    let cue = place(text, at, "قال");
    let mut stances = Vec::new();
    if content.of(text).contains("انسحاب") {
        let evidence = vec![Evidence { span: place(text, content.start as usize, "انسحاب"), rule: "STA-TEST" }];
        let against = content.of(text).contains("يرفض");
        let (stance, score) = if against { (Stance::Against, -0.5) } else { (Stance::Favor, 0.75) };
        stances.push(StanceLabel {
            target: "withdrawal".into(),
            stance,
            score,
            labeler: "rules".into(),
            evidence,
            rule: "STA-SUM",
        });
    }
    let outer = out.claims.len() as u32;
    let base = Claim {
        claim_id: claim_id(&article.article_id, Some(cue), content),
        content,
        parts: vec![content],
        paragraph_index: line as u32,
        sentence_index: line as u32,
        quote_type: QuoteType::Indirect,
        negated: false,
        cue: Some(Cue { span: cue, lemma: "قال", class: CueClass::Neutral, kind: CueKind::Verb }),
        mention: Some(mention),
        speaker: Some(index as u32),
        resolution: Resolution::Explicit,
        formula,
        addressee: speaker
            .contains("للصحيفة")
            .then(|| place(text, at, "الصحيفة"))
            .or_else(|| text.contains("لوكالة الفرات").then(|| place(text, 0, "وكالة الفرات"))),
        nested_in: None,
        rule: "ATT-TEST",
        stances,
    };
    let quotation = content.of(text).find('«').map(|start| {
        let start = content.start as usize + start + '«'.len_utf8();
        Span::new(start, start + text[start..].find('»').unwrap())
    });
    out.claims.push(base.clone());
    if let Some(span) = quotation {
        out.claims.push(Claim {
            claim_id: claim_id(&article.article_id, None, span),
            content: span,
            parts: vec![span],
            quote_type: QuoteType::Direct,
            cue: None,
            mention: None,
            speaker: None,
            resolution: Resolution::None,
            formula: None,
            addressee: None,
            nested_in: Some(outer),
            stances: vec![],
            ..base
        });
    }
}

/// Forty articles with claims, twelve without, a repeated text, a repeated row, a repeated id and a row that could not be read.
pub(crate) fn items() -> Vec<Item> {
    let mut items: Vec<Item> = (0..40)
        .map(|n| {
            let text = format!(
                "خبر رقم {n} 😀\nقال الوزير سالم الفراتي إن انسحاب القوات رقم {n} قريبٌ.\n\
                 قال مصدر أمني طلب عدم ذكر اسمه إن الوضع {n} هادئ وإن القول «لن يحدث شيء في {n}» صحيح.\n\
                 قال مصدر رقم {n} إن البرلمان رقم {n} يرفض انسحاب القوات.\nتصريح {n} لوكالة الفرات.\n"
            );
            let mut article = Article::new(format!("n-{n:03}"), text);
            article.source_id = "wire".into();
            article.outlet = Some(format!("صحيفة {}", n % 3));
            article.published_at = Some(jiff::Timestamp::from_second(1_700_000_000 + n).unwrap());
            Ok(article)
        })
        .collect();
    // Articles without claims, of equal length, so that a test can reword one without moving a span.
    items.extend((0..12).map(|n| {
        let words: Vec<String> = (0..30).map(|i| format!("لفظ{}", 1000 + (n * 7919 + i * 613) % 8999)).collect();
        let mut article = Article::new(format!("plain-{n:02}"), format!("ملحق {}\n{}.\n", 10 + n, words.join(" ")));
        article.source_id = "supplement".into();
        article.outlet = Some("ملحق الأسبوع".into());
        article.url = Some(format!("https://supplement.example/{n}"));
        article.published_at = Some(jiff::Timestamp::from_second(1_700_000_000).unwrap());
        Ok(article)
    }));
    let copy = |n: usize| items[n].clone().unwrap();
    let again = Article { article_id: "copy".into(), outlet: None, ..copy(5) };
    let edited = Article { text: "نص آخر".into(), ..copy(7) };
    let row = copy(9);
    items.extend([Ok(again), Ok(edited), Ok(row)]);
    items.push(Err(Reject {
        source: "in.jsonl".into(),
        row: Some(44),
        reason: RejectReason::Syntax,
        detail: "expected `,`".into(),
        raw: "{\"id\" 1}".into(),
    }));
    items
}

pub(crate) fn config() -> DatasetConfig {
    DatasetConfig::parse(Path::new("."), CONFIG).unwrap()
}

pub(crate) fn build_into(
    out: &Path,
    config: &DatasetConfig,
    items: Vec<Item>,
    threads: usize,
) -> claimkit::error::Result<BuildSummary> {
    let options =
        BuildOptions { threads, out: Some(out.to_path_buf()), rules: "test".into(), ..BuildOptions::default() };
    build::run_from(config, Plain(items.into_iter()), extract, options)
}

/// A release of its own for a test, a copy of one that is built once.
pub(crate) fn release() -> (tempfile::TempDir, PathBuf) {
    static BUILT: OnceLock<tempfile::TempDir> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let out = tempfile::tempdir().unwrap();
        let summary = build_into(out.path(), &config(), items(), 2).unwrap();
        assert!(summary.outcome.is_release(), "{}", claimkit::report::human(&summary.report.unwrap()));
        out
    });
    let own = tempfile::tempdir().unwrap();
    copy(built.path(), own.path());
    let release = own.path().join("tiny-1.0.0");
    (own, release)
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}

/// The files of a table.
pub(crate) fn files(release: &Path, table: Table) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(release.join(table.name())).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

pub(crate) fn read(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    reader.with_batch_size(100_000).build().unwrap().map(Result::unwrap).collect()
}

/// Rewrites a file batch by batch; the schema may change, and what the footer says of the table stays.
pub(crate) fn rewrite(path: &Path, mut edit: impl FnMut(RecordBatch) -> RecordBatch) {
    let batches: Vec<RecordBatch> = read(path).into_iter().map(&mut edit).collect();
    let footer = ParquetMetaDataReader::new().parse_and_finish(&File::open(path).unwrap()).unwrap();
    let pairs = footer.file_metadata().key_value_metadata().cloned().unwrap_or_default();
    let properties = WriterProperties::builder()
        .set_key_value_metadata(Some(pairs.into_iter().filter(|pair| pair.key != "ARROW:schema").collect()))
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batches[0].schema(), Some(properties)).unwrap();
    for batch in &batches {
        writer.write(batch).unwrap();
    }
    writer.close().unwrap();
}

/// Edits every file of a table.
pub(crate) fn edit(release: &Path, table: Table, mut edit: impl FnMut(RecordBatch) -> RecordBatch) {
    for path in files(release, table) {
        if !read(&path).is_empty() {
            rewrite(&path, &mut edit);
        }
    }
}

/// The batch with one column replaced.
pub(crate) fn with(batch: &RecordBatch, column: &str, array: ArrayRef) -> RecordBatch {
    let index = batch.schema().index_of(column).unwrap();
    let mut columns = batch.columns().to_vec();
    columns[index] = array;
    RecordBatch::try_new(batch.schema(), columns).unwrap()
}

pub(crate) fn texts(batch: &RecordBatch, column: &str) -> Vec<Option<String>> {
    let array = batch.column_by_name(column).unwrap().as_string::<i32>();
    array.iter().map(|v| v.map(Into::into)).collect()
}

/// Maps every cell of a text column.
pub(crate) fn map_text(
    batch: &RecordBatch,
    column: &str,
    map: impl FnMut((usize, Option<String>)) -> Option<String>,
) -> RecordBatch {
    let cells: Vec<Option<String>> = texts(batch, column).into_iter().enumerate().map(map).collect();
    with(batch, column, Arc::new(StringArray::from(cells)))
}

/// Sets one cell of a number or truth column.
pub(crate) fn set_int(batch: &RecordBatch, column: &str, row: usize, value: i32) -> RecordBatch {
    let array = batch.column_by_name(column).unwrap().as_primitive::<types::Int32Type>();
    let cells: Int32Array = array.iter().enumerate().map(|(i, v)| if i == row { Some(value) } else { v }).collect();
    with(batch, column, Arc::new(cells))
}

pub(crate) fn int(batch: &RecordBatch, column: &str, row: usize) -> i32 {
    batch.column_by_name(column).unwrap().as_primitive::<types::Int32Type>().value(row)
}

pub(crate) fn set_float(batch: &RecordBatch, column: &str, row: usize, value: f64) -> RecordBatch {
    let array = batch.column_by_name(column).unwrap().as_primitive::<types::Float64Type>();
    let cells: Float64Array = array.iter().enumerate().map(|(i, v)| if i == row { Some(value) } else { v }).collect();
    with(batch, column, Arc::new(cells))
}

pub(crate) fn bools(batch: &RecordBatch, column: &str) -> BooleanArray {
    batch.column_by_name(column).unwrap().as_boolean().clone()
}

/// Makes manifest and checksums fit the files again, so that a test damages one thing only.
pub(crate) fn refresh(release: &Path) {
    let mut manifest = Manifest::read(release).unwrap();
    let mut found = Vec::new();
    for table in Table::ALL {
        for path in files(release, table) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let rows = read(&path).iter().map(|b| b.num_rows() as u64).sum();
            let split = name.split('-').next().unwrap().to_owned();
            let content = shards::Content::of(&path).unwrap();
            found.push(shards::Shard { table, split, path: format!("{}/{name}", table.name()), rows, content });
        }
    }
    (manifest.files, manifest.rows) = manifest::listed(&found);
    manifest.write(release).unwrap();
    describe(release, &manifest);
    write_sums(release).unwrap();
}

/// Writes the documents that follow from a manifest again.
fn describe(release: &Path, manifest: &Manifest) {
    let info = serde_json::from_value(manifest.configuration.resolved["dataset"].clone()).unwrap();
    let info = claimkit::build::called(&info, manifest);
    let stats = serde_json::from_str(&fs::read_to_string(release.join("reports/stats.json")).unwrap()).unwrap();
    fs::write(release.join("README.md"), card::card(&info, manifest, &stats)).unwrap();
    manifest::write_json(&release.join("croissant.json"), &croissant::croissant(&info, manifest)).unwrap();
    manifest::write_json(&release.join("datapackage.json"), &datapackage::datapackage(&info, manifest)).unwrap();
}

/// Row numbers of a batch where a column holds a value.
pub(crate) fn rows_where(batch: &RecordBatch, column: &str, value: Option<&str>) -> Vec<usize> {
    let cells = texts(batch, column);
    (0..batch.num_rows()).filter(|&i| cells[i].as_deref() == value).collect()
}

pub(crate) fn is_null(batch: &RecordBatch, column: &str, row: usize) -> bool {
    batch.column_by_name(column).unwrap().is_null(row)
}
