//! Times: the words of a text that mean a date, a time of day, a duration or a set of them, and which days they mean.
//!
//! [`find`] goes over the text once. `lexer` gives every token the classes of the word list and cuts the text into
//! islands of known words; `grammar` joins the tokens of an island into phrases by the rules of
//! `data/en/rules/times.toml`, each with a `meaning` that leaves open what the words leave open; `resolve` then counts
//! from the day of publication or from the time before, on the side that the governing verb looks to (`direction`).
//! Values and types are those of TIMEX3 (TimeML 1.2.1); `calendar` writes them. Start reading at [`find`].
//!
//! Without tokens the pass still works: `verbs` then finds the governing verb by words alone.

mod anchors;
mod build;
mod calendar;
mod check;
mod countries;
mod data;
mod dateline;
mod direction;
mod examples;
mod grammar;
mod holiday_dates;
mod holidays;
mod index;
mod lexer;
mod meaning;
mod pattern;
mod resolve;
mod verbs;

pub use check::findings;
pub use data::{TimeData, TimeDataError, TimeFiles};
pub use dateline::{dateline, published};
pub use examples::{Outcome, PUBLISHED, TimeRule, run_examples};

// What a pass that looks for the day of publication asks of the times.
pub(crate) use calendar::{day, days_between, monday, weekday};
pub(crate) use dateline::plain_phrases;
pub(crate) use direction::{Lean, lean};
use grammar::{Island, Phrase};
use lexer::{Token, islands};
pub(crate) use meaning::Anchor;
pub(crate) use meaning::{Field, Meaning};
use meaning::{Grain, Unit};
use onrecord_doc::{Document, Input, Layer, Maker, Span, TimeExpr, TimeType, Tokens};
use resolve::{Context, resolve};

/// A text with its times, its dateline and, where the input does not say it, its day of publication, without any model.
///
/// # Example
///
/// ```
/// use onrecord::times::{self, TimeData};
/// use onrecord_doc::Input;
///
/// let data = TimeData::embedded()?;
/// let text = "He said Monday that talks will go on in Geneva from Thursday to the end of the month.";
/// let doc = times::read(Input::new(text).published("2026-03-04".parse()?), &data);
/// let found: Vec<String> =
///     doc.times.iter().map(|(_, t)| format!("{} = {}", doc.quotes(&t.at)[0], t.value.value)).collect();
/// assert_eq!(found, ["Monday = 2026-03-02", "Thursday = 2026-03-05", "the end of the month = 2026-03"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read(input: Input, data: &TimeData) -> Document {
    let mut doc = Document::new(input);
    doc.language = Some("en".to_owned());
    doc.reading.program = concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned();
    doc.dateline = dateline(&doc);
    doc.published = published(&doc, data);
    doc.times = find(&doc, data);
    doc
}

/// The times of a document.
///
/// Relative times are counted from `doc.published`; where that is unknown they stay symbolic (`XXXX-WXX-7`).
pub fn find(doc: &Document, data: &TimeData) -> Layer<TimeExpr> {
    let text = doc.text();
    let mut found: Vec<(Span, Phrase)> = Vec::new();
    islands(text, data, |tokens| phrases(text, tokens, data, |span, phrase| found.push((span, phrase))));
    inherit_years(text, &mut found);
    narrow_holidays(doc, data, &mut found);
    let published = doc.published.day;
    let mut context = Context { published, narrative: is_narrative(&found, published), ..Context::default() };
    let mut sentence_year: Option<(usize, i32)> = None;
    let mut day_end: Option<usize> = None;
    let mut layer = Layer::new();
    for (span, phrase) in &found {
        let m = &phrase.meaning;
        if is_in_name(&doc.tokens, m, *span) || is_surname(text, m, *span) {
            continue;
        }
        let lean = match (m.needs_side(), doc.tokens.is_empty()) {
            (false, _) => Lean::Unknown,
            (true, true) => verbs::lean(text, *span, &data.verbs),
            (true, false) => lean(&doc.tokens, *span),
        };
        context.near_year = sentence_year
            .filter(|(at, _)| text.get(*at..span.start()).is_some_and(|s| !ends_sentence(s)))
            .map(|(_, year)| year);
        context.fresh = day_end.is_none_or(|end| begins_afresh(text, end, span.start()));
        let r = resolve(m, lean, &context);
        let mut at = *span;
        if r.plain_span {
            at = without_first_word(text, at);
        }
        let quote = text.get(at.range()).unwrap_or("").to_string();
        if let (true, Some((first, _))) = (r.dated, r.days) {
            // The writer's own day is nothing to count from in a narrative.
            if !(context.narrative && r.anchor.as_deref() == Some("published")) {
                context.anchors.note(m, first, &quote, context.narrative, published);
            }
            if m.has_day() {
                day_end = Some(span.end());
            }
            if m.year.is_some() && !m.like_with_like {
                sentence_year = Some((span.end(), i32::from(first.year())));
            }
        }
        if let (Some(Unit::Month), Some(TimeType::Duration), Some(day)) = (m.unit, m.kind, published) {
            context.anchors.note_span(day, &quote);
        }
        let time = TimeExpr {
            kind: r.kind,
            value: r.value,
            modifier: r.modifier.map(str::to_string),
            earliest: r.days.map(|(a, _)| a),
            latest: r.days.map(|(_, b)| b),
            anchor: r.anchor,
        };
        layer.push(time, at.into(), Maker::rule(phrase.path.clone()), phrase.score);
    }
    layer
}

/// The times of one island, left to right.
fn phrases(text: &str, tokens: &[Token], data: &TimeData, mut each: impl FnMut(Span, Phrase)) {
    let mut island = Island::new(text, tokens, data);
    island.run();
    for item in island.items {
        let Some(phrase) = item.phrase else { continue };
        let m = &phrase.meaning;
        let is_part = matches!(m.grain(), Grain::Nothing | Grain::Amount) && !m.ahead_or_span;
        if is_part || (m.grain() == Grain::Part && !m.has_day() && !m.alone) {
            continue;
        }
        let (first, last) = (tokens[item.first].span, tokens[item.end - 1].span);
        each(first.join(last), *phrase);
    }
}

/// Gives holidays that fall on another day in each country the day that they have in that of the text.
fn narrow_holidays(doc: &Document, data: &TimeData, found: &mut [(Span, Phrase)]) {
    let mut named = None;
    for (_, phrase) in found {
        if let Some(holiday) = phrase.meaning.holiday.as_mut().filter(|h| h.is_of_countries()) {
            *holiday = holiday.narrowed(named.get_or_insert_with(|| data.countries.named(doc)));
        }
    }
}

/// "January and April 2014", "June 3 to June 5, 2012": what comes first takes the year from what follows.
fn inherit_years(text: &str, found: &mut [(Span, Phrase)]) {
    for i in (1..found.len()).rev() {
        let (left, right) = (&found[i - 1], &found[i]);
        let between = text.get(left.0.end()..right.0.start()).unwrap_or("").trim();
        let joined = matches!(
            between,
            "and" | "or" | "to" | "to the" | "and the" | "-" | "\u{2013}" | "through" | "until" | ","
        );
        let (a, b) = (&left.1.meaning, &right.1.meaning);
        let bare_day = matches!(a.day, Some(Field::Is(_))) && a.month.is_none() && a.grain() == Grain::Day;
        if joined && bare_day && matches!(b.month, Some(Field::Is(_))) && b.day.is_some() {
            let (month, year) = (b.month, b.year);
            let m = &mut found[i - 1].1.meaning;
            (m.month, m.year) = (month, year);
            continue;
        }
        let months = matches!(a.month, Some(Field::Is(_))) && matches!(b.month, Some(Field::Is(_)))
            || a.season.is_some() && b.season.is_some();
        if joined
            && months
            && a.year.is_none()
            && a.choose.is_none()
            && !matches!(a.kind, Some(TimeType::Set))
        {
            let year = b.year;
            let before_christ = b.before_christ;
            let m = &mut found[i - 1].1.meaning;
            m.year = year;
            m.before_christ |= before_christ;
        }
    }
}

/// Whether the text tells of times long past: many of its dates name a year well before that of publication, and few of
/// its words count from the day of publication.
fn is_narrative(found: &[(Span, Phrase)], published: Option<jiff::civil::Date>) -> bool {
    let is_old = |m: &Meaning| match m.year {
        Some(Field::Is(y)) => published.is_none_or(|d| y < i32::from(d.year()) - 1) || m.before_christ,
        _ => false,
    };
    let is_news = |m: &Meaning| {
        let step = |f: Option<Field>| matches!(f, Some(Field::Step(_, Anchor::Published)));
        step(m.day)
            || step(m.week)
            || step(m.month)
            || step(m.year)
            || (m.weekday.is_some() && m.month.is_none())
    };
    let begins_old =
        found.iter().find(|(_, p)| p.meaning.has_date()).is_some_and(|(_, p)| is_old(&p.meaning));
    let old = found.iter().filter(|(_, p)| is_old(&p.meaning)).count();
    let news = found.iter().filter(|(_, p)| is_news(&p.meaning)).count();
    begins_old && news == 0 || old >= 8 && old > 4 * news
}

/// Whether a bare month, weekday or season is part of a longer name: *April Summers*, *The Friday Mirror*.
fn is_in_name(tokens: &Tokens, m: &Meaning, span: Span) -> bool {
    let named = m.month.is_some() || m.weekday.is_some() || m.season.is_some();
    if !named || m.day.is_some() || m.year.is_some() || tokens.is_empty() {
        return false;
    }
    let within = tokens.within(span);
    let kind = |i: usize| tokens.ent_type(i);
    !within.is_empty()
        && within.clone().all(|i| matches!(kind(i), "PERSON" | "ORG" | "FAC" | "WORK_OF_ART"))
        && (within.start > 0 && kind(within.start - 1) == kind(within.start)
            || within.end < tokens.len() && kind(within.end) == kind(within.start))
}

/// Whether a bare month stands where a part of a person's name does: *the judge, April Summers*, *Marcelo August.*
fn is_surname(text: &str, m: &Meaning, span: Span) -> bool {
    let bare = matches!(m.month, Some(Field::Is(_)))
        && m.year.is_none()
        && m.day.is_none()
        && m.choose.is_none()
        && m.modifier.is_none();
    if !bare || m.kind.is_some() || m.until.is_some() || m.weekday.is_some() {
        return false;
    }
    let before = text.get(..span.start()).unwrap_or("");
    let last = before.trim_end_matches(' ').rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let rest = text.get(span.end()..).unwrap_or("");
    let next = rest.strip_prefix(' ').unwrap_or("");
    let is_capital = |s: &str| {
        s.chars().next().is_some_and(char::is_uppercase) && s.chars().nth(1).is_some_and(char::is_lowercase)
    };
    let is_title = before.ends_with(' ') && is_capital(last);
    let ends = rest.starts_with(['.', ',', ';', '"', '\u{201D}']);
    let after_comma = before.trim_end().ends_with(',') && is_capital(next);
    is_title && (is_capital(next) || ends) && !starts_sentence(before, last) || after_comma
}

/// Whether the last word of the text is the first of its sentence.
fn starts_sentence(text: &str, last: &str) -> bool {
    let before = text.trim_end_matches(' ');
    let before = before.get(..before.len() - last.len()).unwrap_or("").trim_end_matches(' ');
    before.is_empty() || before.ends_with(['.', '!', '?', ':', '"', '\n', '\u{201C}', '\u{201D}'])
}

/// How far after a day a time of the clock may stand and still be of that day, in bytes.
const SAME_DAY: usize = 600;

/// Whether a time of the clock begins a line, or a paragraph ends between the day and it.
fn begins_afresh(text: &str, day: usize, clock: usize) -> bool {
    let Some(between) = text.get(day..clock).filter(|b| b.len() <= SAME_DAY) else { return true };
    between.trim_end_matches([' ', '\t', '(', '[']).ends_with('\n') || between.contains("\n\n")
}

/// Whether a sentence ends in these words.
fn ends_sentence(between: &str) -> bool {
    between.contains('\n') || between.contains(". ") || between.len() > 200
}

/// "in three days" as a duration: the preposition is no part of it.
fn without_first_word(text: &str, at: Span) -> Span {
    let words = text.get(at.range()).unwrap_or("");
    match words.find(char::is_whitespace) {
        Some(gap) => Span::of(at.start() + gap, at.end()).trim(text),
        None => at,
    }
}

#[cfg(test)]
mod tests;
