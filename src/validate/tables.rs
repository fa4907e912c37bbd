//! The rows of the tables: which of them each family of checks sees, and in which order.
//!
//! A table is read once, a row group at a time. Families do not touch each other, so they look at a row group side by
//! side, while the next one is read. What rows say of other rows goes into [`joins`](super::joins), which are settled as
//! soon as both sides were read: some checks of claims and labels need to know their articles.

use super::beside::{side_by_side, tasks};
use super::check::CheckResult;
use super::files::{Chunk, Files, Rows};
use super::form::Form;
use super::joins::{self, Homes, MetArticle, MetClaim, MetSpeaker};
use super::spans::{ClaimSpans, EvidenceSpans, Spans};
use super::texts::Articles;
use super::{
    agreement, anonymity, balance, counts, edges, keys, layout, leaks, near, privacy, refs, schema, stories, text,
    values, wording,
};
use crate::dataset::ahead::each;
use crate::dataset::sort::Spill;
use crate::dataset::{Manifest, Table};
use crate::error::Result;

/// Columns of articles that are read. Time is not: polars would need its time zones for it; see [`dates`](super::dates).
const ARTICLES: &[&str] = &[
    "article_id",
    "text",
    "text_chars",
    "text_sha256",
    "blocks",
    "split",
    "url",
    "outlet",
    "title",
    "n_claims",
    "near_duplicate_of",
];

/// The families of checks that look at rows.
pub(super) struct Tables<'r> {
    files: &'r Files,
    form: &'r Form,
    schema: &'r schema::Schemas,
    splits: layout::Splits,
    keys: keys::Keys,
    refs: refs::Refs,
    spans: Spans,
    edges: edges::Edges,
    values: values::Values,
    anonymity: anonymity::AnonymityChecks,
    privacy: privacy::Privacy,
    counts: counts::CountChecks,
    text: text::TextChecks,
    wording: wording::Wording,
    leaks: leaks::Leaks,
    near: near::Near,
    stories: stories::Stories,
    balance: balance::Balance,
    agreement: agreement::Agreement,
}

impl<'r> Tables<'r> {
    pub(super) fn new(
        files: &'r Files,
        form: &'r Form,
        manifest: Option<&Manifest>,
        schema: &'r schema::Schemas,
        spill: &Spill,
    ) -> Result<Self> {
        Ok(Self {
            files,
            form,
            schema,
            splits: layout::Splits::new(),
            keys: keys::Keys::new(spill),
            refs: refs::Refs::default(),
            spans: Spans::new(),
            edges: edges::Edges::new(),
            values: values::Values::new(),
            anonymity: anonymity::AnonymityChecks::new(),
            privacy: privacy::Privacy::new(files, spill)?,
            counts: counts::CountChecks::default(),
            text: text::TextChecks::new(),
            wording: wording::Wording::new(spill),
            leaks: leaks::Leaks::new(spill),
            near: near::Near::new(spill)?,
            stories: stories::Stories::new(manifest, spill),
            balance: balance::Balance::default(),
            agreement: agreement::Agreement::new(spill),
        })
    }

    /// Looks at every row of every table whose schema is the contract's.
    pub(super) fn check(mut self, spill: &Spill) -> Result<Vec<CheckResult>> {
        let (mut articles, mut claims) = (joins::Articles::new(spill), joins::Claims::new(spill));
        let mut speakers = joins::Speakers::new(spill);
        self.duplicates(&mut articles)?;
        self.speakers(&mut speakers)?;
        self.articles(&mut articles)?;
        let ids = self.chunks(Table::Claims, &["article_id"]);
        let (counted, labelled) =
            rayon::join(|| each(ids, |chunk| articles.claims(&chunk)), || self.labels(&mut claims));
        counted.and(labelled)?;
        let homes = self.meet_articles(articles)?;
        self.claims(homes, &mut speakers, &mut claims)?;
        let homes = self.meet_claims(claims)?;
        self.stances(homes)?;
        self.rejects()?;
        self.settle(speakers, spill)
    }

    fn usable(&self, table: Table) -> bool {
        self.schema.usable(table)
    }

    /// Every row group of a table with these columns; none where its schema is another than the contract's.
    fn chunks(&self, table: Table, columns: &'r [&'r str]) -> impl Iterator<Item = Result<Chunk<'r>>> + Send + use<'r> {
        let usable = self.usable(table);
        self.files.chunks(table, columns).take_while(move |_| usable)
    }

    fn duplicates(&mut self, articles: &mut joins::Articles) -> Result<()> {
        let (form, columns) = (self.form, self.form.columns(Table::Duplicates));
        let usable = self.usable(Table::Duplicates);
        each(self.files.chunks(Table::Duplicates, &columns).take_while(|_| usable), |chunk| {
            self.values.closed(&chunk, form.contract(Table::Duplicates), "article_id")?;
            articles.pairs(&chunk)
        })
    }

    fn speakers(&mut self, speakers: &mut joins::Speakers) -> Result<()> {
        let (form, columns) = (self.form, self.form.columns(Table::Speakers));
        let usable = self.usable(Table::Speakers);
        let counted = self.usable(Table::Claims);
        each(self.files.chunks(Table::Speakers, &columns).take_while(|_| usable), |chunk| {
            let Self { keys, counts, values, anonymity, privacy, .. } = self;
            side_by_side(tasks![
                speakers.speakers(&chunk),
                keys.speakers(&chunk),
                if counted { counts.nameless(&chunk, "speaker_id") } else { Ok(()) },
                values.closed(&chunk, form.contract(Table::Speakers), "speaker_id"),
                anonymity.speakers(&chunk),
                privacy.ids(&chunk, "speaker_id").and_then(|()| privacy.speakers(&chunk)),
            ])
        })
    }

    fn articles(&mut self, articles: &mut joins::Articles) -> Result<()> {
        let (form, columns) = (self.form, self.form.known(Table::Articles, ARTICLES));
        let usable = self.usable(Table::Articles);
        let counted = self.usable(Table::Claims);
        // One row group after the other: two with their texts would be most of the memory of a validation.
        self.files.chunks(Table::Articles, &columns).take_while(|_| usable).try_for_each(|chunk| {
            let chunk = chunk?;
            let Self { splits, keys, counts, values, spans, leaks, balance, privacy, .. } = self;
            let (text, wording, near, stories) = (&mut self.text, &mut self.wording, &mut self.near, &mut self.stories);
            side_by_side(tasks![
                if form.has_texts() { near.articles(&chunk).and_then(|()| stories.articles(&chunk)) } else { Ok(()) },
                if form.has_texts() { wording.articles(&chunk) } else { Ok(()) },
                if form.has_texts() { text.hashes(&chunk) } else { Ok(()) },
                articles.articles(&chunk),
                splits.rows(&chunk, "article_id"),
                keys.articles(&chunk),
                if counted { counts.nameless(&chunk, "article_id") } else { Ok(()) },
                values.closed(&chunk, form.contract(Table::Articles), "article_id"),
                spans.blocks(&chunk),
                leaks.articles(&chunk),
                balance.articles(&chunk),
                privacy.ids(&chunk, "article_id"),
            ])
        })
    }

    fn meet_articles(&mut self, articles: joins::Articles) -> Result<Homes> {
        let (usable, counted) = (self.usable(Table::Articles), self.usable(Table::Claims));
        let (rows, claims) = (Rows::of(self.files, Table::Articles), Rows::of(self.files, Table::Claims));
        articles.meet(|met| {
            match met {
                MetArticle::Article { row, again } => self.keys.met(Table::Articles, row, again),
                MetArticle::Counted { row, stated, found } if counted => {
                    self.counts.counted(Table::Articles, row, stated, found);
                }
                MetArticle::Claim { row, article } if usable => {
                    self.refs.article(row, article.map(|article| rows.split(article) == claims.split(row)));
                }
                MetArticle::Copy { row, first } => self.text.copy(row, first, &rows, self.form),
                MetArticle::Pair { side, article } => self.near.pair(side, article)?,
                MetArticle::Counted { .. } | MetArticle::Claim { .. } => {}
            }
            Ok(())
        })
    }

    fn claims(&mut self, mut homes: Homes, speakers: &mut joins::Speakers, claims: &mut joins::Claims) -> Result<()> {
        let (form, columns) = (self.form, self.form.columns(Table::Claims));
        let usable = self.usable(Table::Claims);
        let known = self.usable(Table::Articles);
        let mut texts = Articles::of(self.files, form);
        each(self.files.chunks(Table::Claims, &columns).take_while(|_| usable), |chunk| {
            let homes = homes.of(&chunk)?;
            let Self { splits, keys, refs, values, balance, privacy, leaks, stories, spans, edges, anonymity, .. } =
                self;
            let contract = form.contract(Table::Claims);
            side_by_side(tasks![
                {
                    edges.rows(&chunk)?;
                    anonymity.claims(&chunk)?;
                    if form.has_texts() {
                        words(&chunk, &homes, &mut texts, form, (spans, edges, anonymity))
                    } else {
                        spans.places(&chunk, &texts.lengths(&homes)?)
                    }
                },
                {
                    values.closed(&chunk, contract, "claim_id")?;
                    values.scores(&chunk, "stance_score")
                },
                {
                    privacy.ids(&chunk, "claim_id")?;
                    privacy.claims(&chunk)?;
                    if form.has_texts() { privacy.words(&chunk) } else { Ok(()) }
                },
                if form.has_texts() {
                    leaks.claims(&chunk).and_then(|()| stories.claims(&chunk, &homes))
                } else {
                    Ok(())
                },
                speakers.claims(&chunk),
                claims.claims(&chunk, &homes),
                if known { refs.claims(&chunk) } else { Ok(()) },
                splits.rows(&chunk, "claim_id"),
                keys.claims(&chunk),
                balance.claims(&chunk),
            ])
        })
    }

    /// What of labels must be known before their evidence can be looked at.
    fn labels(&mut self, claims: &mut joins::Claims) -> Result<()> {
        each(self.chunks(Table::Stances, &["claim_id", "labeler"]), |chunk| {
            self.agreement.labelers(&chunk)?;
            claims.labels(&chunk)
        })
    }

    fn meet_claims(&mut self, claims: joins::Claims) -> Result<Homes> {
        let usable = self.usable(Table::Claims);
        let (rows, labels) = (Rows::of(self.files, Table::Claims), Rows::of(self.files, Table::Stances));
        claims.meet(|met| {
            match met {
                MetClaim::Claim { row, again } => self.keys.met(Table::Claims, row, again),
                MetClaim::Inner { row, outer } => self.refs.outer(row, outer),
                MetClaim::Label { row, claim } if usable => {
                    self.refs.label(row, claim.map(|claim| rows.split(claim) == labels.split(row)));
                }
                MetClaim::Label { .. } => {}
            }
            Ok(())
        })
    }

    fn stances(&mut self, mut homes: Homes) -> Result<()> {
        let (form, columns) = (self.form, self.form.columns(Table::Stances));
        let usable = self.usable(Table::Stances);
        let (articles, claims) = (self.usable(Table::Articles), self.usable(Table::Claims));
        let mut texts = Articles::of(self.files, form);
        each(self.files.chunks(Table::Stances, &columns).take_while(|_| usable), |chunk| {
            let homes = homes.of(&chunk)?;
            let Self { keys, values, agreement, refs, spans, .. } = self;
            side_by_side(tasks![
                match (articles && claims, form.has_texts()) {
                    (true, true) => evidence(&chunk, &homes, &mut texts, spans),
                    (true, false) => spans.evidence_places(&chunk, &texts.lengths(&homes)?),
                    (false, _) => Ok(()),
                },
                {
                    values.closed(&chunk, form.contract(Table::Stances), "claim_id")?;
                    values.scores(&chunk, "score")
                },
                keys.stances(&chunk),
                agreement.stances(&chunk),
                if claims { refs.labels(&chunk) } else { Ok(()) },
            ])
        })
    }

    fn rejects(&mut self) -> Result<()> {
        let form = self.form;
        each(self.chunks(Table::Rejects, &["source", "reason"]), |chunk| {
            self.values.closed(&chunk, form.contract(Table::Rejects), "source")
        })
    }

    /// Compares what was collected of all tables, and sums up.
    fn settle(mut self, speakers: joins::Speakers, spill: &Spill) -> Result<Vec<CheckResult>> {
        let (usable, counted) = (self.usable(Table::Speakers), self.usable(Table::Claims));
        let files = self.files;
        let Self { keys, refs, anonymity, privacy, counts, wording, leaks, near, stories, agreement, .. } = &mut self;
        side_by_side(tasks![
            {
                let copies = leaks.texts(files)?;
                near.settle(files, &copies, spill)?;
                leaks.settle(files)
            },
            speakers.meet(|met| {
                match met {
                    MetSpeaker::Speaker { row, again } => keys.met(Table::Speakers, row, again),
                    MetSpeaker::Counted { row, stated, found } if counted => {
                        counts.counted(Table::Speakers, row, stated, found);
                    }
                    MetSpeaker::Claim { row, known } if usable => {
                        refs.speaker(row, known.is_some());
                        if let Some(known) = known {
                            anonymity.known(row, known);
                        }
                    }
                    MetSpeaker::Counted { .. } | MetSpeaker::Claim { .. } => {}
                }
                Ok(())
            }),
            stories.settle(files),
            privacy.settle(),
            wording.settle(),
            agreement.settle(),
        ])?;
        self.keys.settle()?;
        self.finish()
    }

    fn finish(self) -> Result<Vec<CheckResult>> {
        let files = self.files;
        Ok([
            self.splits.finish(),
            self.keys.finish(files)?,
            self.refs.finish(files)?,
            self.spans.finish(),
            self.edges.finish(),
            self.values.finish(),
            self.anonymity.finish(files)?,
            self.privacy.finish(files)?,
            self.counts.finish(files)?,
            self.text.finish(files)?,
            self.wording.finish(),
            self.leaks.finish(files)?,
            self.near.finish(),
            self.stories.finish(files)?,
            self.balance.finish(),
            self.agreement.finish(),
        ]
        .concat())
    }
}

/// What needs the words of claims in their articles.
fn words(
    chunk: &Chunk<'_>,
    homes: &[Option<u64>],
    texts: &mut Articles<'_>,
    form: &Form,
    (spans, edges, anonymity): (&mut Spans, &mut edges::Edges, &mut anonymity::AnonymityChecks),
) -> Result<()> {
    let (places, ends) = (ClaimSpans::of(chunk)?, edges::EdgeColumns::of(chunk)?);
    let names = anonymity::NameColumns::of(chunk)?;
    texts.visit(
        homes,
        || (Spans::new(), edges::Edges::new(), anonymity::AnonymityChecks::new()),
        |(spans, edges, anonymity), i, text| {
            spans.claim(&places, i, text);
            edges.text(&ends, i, text);
            // Names of a gazetteer may be spelt otherwise.
            if !form.gazetteer {
                anonymity.name(&names, i, text);
            }
        },
        |later| {
            spans.absorb(later.0);
            edges.absorb(later.1);
            anonymity.absorb(later.2);
        },
    )
}

/// What needs the words of evidence in its articles.
fn evidence(chunk: &Chunk<'_>, homes: &[Option<u64>], texts: &mut Articles<'_>, spans: &mut Spans) -> Result<()> {
    let columns = EvidenceSpans::of(chunk)?;
    texts.visit(homes, Spans::new, |spans, i, text| spans.evidence(&columns, i, text), |later| spans.absorb(later))
}
