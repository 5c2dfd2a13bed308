//! The table that `onrecord read` shows: one document as a person reads it.
//!
//! One block a statement: **who** (the entity, and the words of the source where they differ), **how** (the words
//! that tell it, the act, the manner), **what** (the content, word for word, behind a bar), **when**, to whom and
//! through what, and **where** (line and column) in the margin. A statement reported within another stands below
//! it, further in. Then the events, the times, the entities, the places, and
//! what does not fit together. Text between bars is the document's; everything else is ours.
//!
//! It knows nothing but [`Document`]: whatever else a table needs belongs in the record.

#[path = "table/events.rs"]
mod events;

use anstyle::{AnsiColor, Style};
use onrecord_doc::{Basis, Document, Entity, Entry, Id, Role, Span, Spans, Statement, TimeExpr, Voice};
use std::fmt::Write;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const ACT: Style = AnsiColor::Cyan.on_default();
const HEAD: Style = AnsiColor::Yellow.on_default().bold();

/// The margin that holds line and column: `123:45  `.
const MARGIN: usize = 8;

/// How much further in a statement stands than the one that reports it.
const STEP: usize = 4;

/// How many lines of a content are shown; JSON has all of it.
const MOST_LINES: usize = 6;

/// Lines longer than this are hard to read, however wide the terminal.
const WIDEST: usize = 100;

/// The width to write for: the terminal's, else 80.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout()).map(|(w, _)| usize::from(w.0));
    let columns = || std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    terminal.or_else(columns).unwrap_or(80).clamp(40, WIDEST)
}

/// The first lines of every table: name, day of publication, headline.
pub fn title(doc: &Document, name: &str, width: usize) -> String {
    let mut table = Table { doc, width, out: String::new() };
    table.title(name);
    table.out
}

/// The document as a table, with colours.
pub fn render(doc: &Document, name: &str, width: usize) -> String {
    let mut table = Table { doc, width, out: String::new() };
    table.title(name);
    table.statements();
    table.events();
    table.relations();
    table.times();
    table.entities();
    table.places();
    table.findings();
    table.out
}

struct Table<'d> {
    doc: &'d Document,
    width: usize,
    out: String,
}

impl Table<'_> {
    fn title(&mut self, name: &str) {
        let name = clean(name);
        let published = match (self.doc.published.day, self.doc.published.basis) {
            (None, _) => "day of publication not known".to_owned(),
            (Some(day), Basis::Given) => format!("published {day}"),
            (Some(day), Basis::Text) => format!("published {day}, says the text"),
            (Some(day), Basis::Inferred) => format!("published {day}, inferred from the text"),
            (Some(day), Basis::Unknown) => format!("published {day}, on no known ground"),
        };
        let gap = self.width.saturating_sub(name.width() + published.width());
        if gap >= 2 {
            let _ = writeln!(self.out, "{BOLD}{name}{BOLD:#}{}{DIM}{published}{DIM:#}", " ".repeat(gap));
        } else {
            let _ = writeln!(self.out, "{BOLD}{name}{BOLD:#}\n{DIM}{published}{DIM:#}");
        }
        let _ = writeln!(self.out, "{DIM}{}{DIM:#}", "─".repeat(self.width));
        if let Some(title) = &self.doc.input().title {
            self.wrapped(&clean(title), 0, "", Style::new());
        }
        let reading = &self.doc.reading;
        if !reading.model.is_empty() {
            let how = if reading.heads.is_empty() { ", by rules alone" } else { "" };
            let _ = writeln!(self.out, "{DIM}read by {} with {}{how}{DIM:#}", reading.program, reading.model);
        }
    }

    fn heading(&mut self, text: &str, count: usize, thing: &str) {
        let things = if count == 1 { thing.to_owned() } else { plural(thing) };
        let _ = writeln!(self.out, "\n{HEAD}{text}{HEAD:#} {DIM}· {count} {things}{DIM:#}");
    }

    fn statements(&mut self) {
        let count = self.doc.statements.iter().count();
        self.heading("Who said what", count, "statement");
        for (entry, depth) in in_reading_order(self.doc) {
            self.statement(entry, depth);
        }
    }

    fn statement(&mut self, entry: &Entry<Statement>, depth: usize) {
        let s = &entry.value;
        // Deep nesting would leave no room for the words.
        let indent = MARGIN + (depth * STEP).min(self.width / 4);
        let (line, column) = self.doc.line_column(first_byte(entry));
        let place = format!("{line}:{column}");
        let arrow = if depth > 0 { "↳ " } else { "" };
        let pad = " ".repeat(indent.saturating_sub(MARGIN));
        let _ = write!(self.out, "\n{DIM}{place:<w$}{DIM:#}{pad}{DIM}{arrow}{DIM:#}", w = MARGIN);
        let indent = indent + arrow.width();
        let pad = " ".repeat(indent);
        self.who(s, &pad);

        let cue = s.cue.as_ref().and_then(|r| r.at.as_ref()).map(|at| self.words(at));
        let mut how = format!("{}, {}", s.act, s.manner);
        if entry.score < 0.5 {
            let _ = write!(how, ", uncertain ({:.2})", entry.score);
        }
        match cue {
            Some(cue) => self.in_two_styles(&cue, ACT, &format!(" · {how}"), &pad, &pad),
            None => self.in_two_styles("", ACT, &how, &pad, &pad),
        }
        if let Some(at) = s.content.as_ref().and_then(|r| r.at.as_ref()) {
            let words = self.words(at);
            self.wrapped(&words, indent, "│ ", Style::new());
        }
        let mut around = Vec::new();
        for time in &s.times {
            if let Some(entry) = self.doc.times.find(*time) {
                around.push(format!("when: {} = {}", self.words(&entry.at), entry.value.value));
            }
        }
        around.extend(self.role("to", s.addressee.as_ref()));
        around.extend(self.role("through", s.channel.as_ref()));
        if !around.is_empty() {
            self.wrapped(&around.join(" · "), indent, "", DIM);
        }
    }

    /// The entity's name, and the words of the source where they say more or other. The first line is begun.
    fn who(&mut self, s: &Statement, pad: &str) {
        let withheld = if s.anonymous == Some(true) { " · name withheld" } else { "" };
        let source = s.source.as_ref();
        let words = source.and_then(|r| r.at.as_ref()).map(|at| self.words(at)).filter(|w| !w.is_empty());
        let entity = source.and_then(|r| r.entity).and_then(|id| self.doc.entities.find(id));
        let name = entity.map(|e| clean(&e.value.name)).filter(|n| !n.is_empty());
        let (main, aside) = match (name, words) {
            (Some(name), Some(words)) if !same_words(&name, &words) => {
                (name, format!(" · “{words}”{withheld}"))
            }
            (Some(name), _) => (name, withheld.to_owned()),
            (None, Some(words)) => (words, withheld.to_owned()),
            (None, None) => (String::new(), format!("speaker not found{withheld}")),
        };
        self.in_two_styles(&main, BOLD, &aside, "", pad);
    }

    /// A text and what is said of it, each in its style, in at most two lines; `start` stands before the first line,
    /// `pad` before the second.
    fn in_two_styles(&mut self, text: &str, style: Style, aside: &str, start: &str, pad: &str) {
        let room = self.width.saturating_sub(pad.width()).max(16);
        let mut lines = wrap(&format!("{text}{aside}"), room);
        if lines.len() > 2 {
            lines.truncate(2);
            lines[1] = shortened(&format!("{} …", lines[1]), room);
        }
        // Wrapping changes nothing but spaces, so the text ends where as many other characters have passed.
        let mut left = text.chars().filter(|c| *c != ' ').count();
        for (number, line) in lines.iter().enumerate() {
            let end = line.char_indices().find(|(_, c)| {
                let is_over = left == 0;
                left -= usize::from(*c != ' ' && left > 0);
                is_over
            });
            let (text, rest) = line.split_at(end.map_or(line.len(), |(i, _)| i));
            let before = if number == 0 { start } else { pad };
            let _ = writeln!(self.out, "{before}{style}{text}{style:#}{DIM}{rest}{DIM:#}");
        }
    }

    fn role(&self, label: &str, role: Option<&Role>) -> Option<String> {
        let role = role?;
        let words = role.at.as_ref().map(|at| self.words(at)).filter(|w| !w.is_empty());
        let name = || self.doc.entities.find(role.entity?).map(|e| clean(&e.value.name));
        Some(format!("{label}: {}", words.or_else(name)?))
    }

    /// One row a relation: who, what it is, to whom, and on whose word where it is not the report's.
    fn relations(&mut self) {
        let doc = self.doc;
        let end = |role: &Role| {
            let entity = role.entity.and_then(|id| doc.entities.find(id));
            let name = entity.map(|e| clean(&e.value.name)).filter(|n| !n.is_empty());
            name.or_else(|| Some(self.words(role.at.as_ref()?))).unwrap_or_default()
        };
        let said_by = |word: Voice| {
            let Voice::Statement(id) = word else { return String::new() };
            let source = doc.statements.find(id).and_then(|s| s.value.source.as_ref());
            source.map(|s| format!(", says {}", end(s))).unwrap_or_default()
        };
        let rows: Vec<[String; 4]> = doc
            .relations
            .iter()
            .map(|(_, r)| {
                let v = &r.value;
                let object = format!("{} · “{}”{}", end(&v.object), self.words(&r.at), said_by(v.word));
                [self.place(&r.at), end(&v.subject), v.kind.name().replace('_', " "), object]
            })
            .collect();
        if !rows.is_empty() {
            self.heading("Who stands how to whom", rows.len(), "relation");
            self.columns(&rows, [DIM, BOLD, ACT, Style::new()]);
        }
    }

    fn times(&mut self) {
        let doc = self.doc;
        let rows: Vec<[String; 4]> = doc
            .times
            .iter()
            .map(|(_, t)| {
                let value = &t.value;
                let days = days(value);
                let modifier = value.modifier.as_deref().map(|m| format!(" ({})", m.to_lowercase()));
                let shown = clean(&value.value) + &modifier.unwrap_or_default();
                [self.place(&t.at), self.words(&t.at), shown, days]
            })
            .collect();
        if !rows.is_empty() {
            self.heading("Times", rows.len(), "time");
            self.columns(&rows, [DIM, Style::new(), ACT, DIM]);
        }
    }

    /// One row a place: how often it is named, what it is, where it lies.
    fn places(&mut self) {
        let mut rows: Vec<[String; 4]> = Vec::new();
        let mut counts: Vec<usize> = Vec::new();
        let mut numbers = std::collections::HashMap::new();
        for (_, e) in self.doc.places.iter() {
            let p = &e.value;
            let number = *numbers.entry((&p.name, &p.country, &p.admin1, p.level)).or_insert(rows.len());
            if let Some(count) = counts.get_mut(number) {
                *count += 1;
                continue;
            }
            counts.push(1);
            let above = [p.admin1.as_ref().filter(|a| **a != p.name), p.country.as_ref()];
            let above: Vec<String> = above.into_iter().flatten().map(|a| clean(a)).collect();
            let at = p.at.map(|(lat, lon)| format!("{lat:.2}, {lon:.2}")).unwrap_or_default();
            let sure = if e.score < 0.5 { format!("uncertain ({:.2})", e.score) } else { String::new() };
            let about: Vec<String> =
                [above.join(", "), at, sure].into_iter().filter(|s| !s.is_empty()).collect();
            rows.push([String::new(), clean(&p.name), p.level.to_string(), about.join(" · ")]);
        }
        for (row, count) in rows.iter_mut().zip(counts) {
            row[0] = format!("{count}×");
        }
        if !rows.is_empty() {
            self.heading("Where", rows.len(), "place");
            self.columns(&rows, [DIM, BOLD, ACT, DIM]);
        }
    }

    fn entities(&mut self) {
        let doc = self.doc;
        let mut counts = vec![0; doc.entities.len()];
        for entity in doc.mentions.iter().filter_map(|(_, m)| m.value.entity) {
            counts[entity.index()] += 1;
        }
        // Who is named once, by a noun, stands with the event; JSON has all of them.
        let is_shown =
            |e: &Entry<Entity>| !matches!(e.maker.name(), "en/entities/once" | "en/entities/party");
        let known = doc.entities.iter().filter(|(_, e)| is_shown(e));
        let mut all: Vec<(usize, Id<Entity>, &Entry<Entity>)> =
            known.map(|(id, e)| (counts[id.index()], id, e)).collect();
        all.sort_by_key(|(count, id, _)| (std::cmp::Reverse(*count), id.index()));
        let rows: Vec<[String; 4]> = all
            .iter()
            .map(|(count, _, e)| {
                let entity = &e.value;
                let country = entity.country.as_ref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
                let mut more: Vec<String> = entity
                    .roles
                    .iter()
                    .map(|r| match &r.of {
                        Some(of) => clean(&format!("{} of {of}", r.title)),
                        None => clean(&r.title),
                    })
                    .collect();
                if !entity.aliases.is_empty() {
                    more.push(format!("also {}", clean(&entity.aliases.join(", "))));
                }
                let mentions = if *count > 0 { format!("{count}×") } else { String::new() };
                [mentions, clean(&entity.name), format!("{}{country}", entity.kind), more.join("; ")]
            })
            .collect();
        if !rows.is_empty() {
            self.heading("Who and what", rows.len(), "entity");
            self.columns(&rows, [DIM, BOLD, ACT, DIM]);
        }
    }

    /// One line a finding: where, what kind, and what is wrong with which words.
    fn findings(&mut self) {
        let doc = self.doc;
        if doc.findings.is_empty() {
            return;
        }
        self.heading("To look at", doc.findings.len(), "finding");
        for (_, f) in doc.findings.iter() {
            let place = self.place(&f.at);
            let _ = write!(self.out, "{DIM}{place:<w$}{DIM:#}", w = MARGIN);
            let (words, message) = (format!("“{}”", self.words(&f.at)), clean(&f.value.message));
            self.in_two_styles(&words, BOLD, &format!(": {message}"), "", &" ".repeat(MARGIN));
        }
    }

    /// Rows in columns: the margin, then three as wide as they need to be, the last one wrapped at the edge.
    fn columns(&mut self, rows: &[[String; 4]], styles: [Style; 4]) {
        let room = self.width - MARGIN;
        let widest = |column: usize| rows.iter().map(|r| r[column].width()).max().unwrap_or(0);
        let second = widest(1).min(room * 2 / 5);
        let third = widest(2).min(room.saturating_sub(second + 4));
        let last = MARGIN + second + third + 4;
        for row in rows {
            let widths = [MARGIN, second, third];
            let mut line = String::new();
            for (i, width) in widths.into_iter().enumerate() {
                let cell = shortened(&row[i], width.saturating_sub(usize::from(i == 0)));
                let pad = width.saturating_sub(cell.width()) + if i == 0 { 0 } else { 2 };
                let _ = write!(line, "{s}{cell}{s:#}", s = styles[i]);
                if row[i + 1..].iter().any(|c| !c.is_empty()) {
                    line.push_str(&" ".repeat(pad));
                }
            }
            for (n, part) in wrap(&row[3], self.width.saturating_sub(last).max(16)).into_iter().enumerate() {
                if n > 0 {
                    let _ = write!(line, "\n{}", " ".repeat(last));
                }
                let _ = write!(line, "{s}{part}{s:#}", s = styles[3]);
            }
            let _ = writeln!(self.out, "{line}");
        }
    }

    fn place(&self, at: &Spans) -> String {
        let (line, column) = self.doc.line_column(at.iter().map(Span::start).min().unwrap_or(0));
        format!("{line}:{column}")
    }

    /// The words of the stretches in one line, with an ellipsis where something stands between them.
    fn words(&self, at: &Spans) -> String {
        let parts: Vec<String> = self.doc.quotes(at).into_iter().map(clean).collect();
        parts.join(" … ")
    }

    /// Wraps words to the width behind an indent and a sign on every line.
    fn wrapped(&mut self, words: &str, indent: usize, sign: &str, style: Style) {
        let room = self.width.saturating_sub(indent + sign.width()).max(16);
        let mut lines = wrap(words, room);
        if lines.len() > MOST_LINES && !sign.is_empty() {
            lines.truncate(MOST_LINES);
            if let Some(last) = lines.last_mut() {
                *last = shortened(&format!("{last} …"), room);
            }
        }
        let pad = " ".repeat(indent);
        for line in lines {
            let _ = writeln!(self.out, "{pad}{DIM}{sign}{DIM:#}{style}{line}{style:#}");
        }
    }
}

/// The first and last day of a time, where they say more than its value.
pub fn days(time: &TimeExpr) -> String {
    match (time.earliest, time.latest) {
        (Some(a), Some(b)) if a == b && a.to_string() == time.value => String::new(),
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("from {a}"),
        (None, Some(b)) => format!("to {b}"),
        (None, None) => String::new(),
    }
}

/// Every statement with its depth: in text order, those within another right below it.
fn in_reading_order(doc: &Document) -> Vec<(&Entry<Statement>, usize)> {
    let all: Vec<(Id<Statement>, &Entry<Statement>)> = doc.statements.iter().collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    let mut tops = Vec::new();
    for (i, (_, entry)) in all.iter().enumerate() {
        match entry.value.inside.map(Id::index).filter(|p| *p < all.len() && *p != i) {
            Some(parent) => children[parent].push(i),
            None => tops.push(i),
        }
    }
    let start = |i: &usize| first_byte(all[*i].1);
    tops.sort_by_key(start);
    children.iter_mut().for_each(|c| c.sort_by_key(start));
    let mut seen = vec![false; all.len()];
    let mut out = Vec::new();
    // Statements in a ring, which no reading makes but a file may hold, have no top; they follow at the end.
    for top in tops.into_iter().chain(0..all.len()) {
        let mut stack = vec![(top, 0)];
        while let Some((i, depth)) = stack.pop() {
            if std::mem::replace(&mut seen[i], true) {
                continue;
            }
            out.push((all[i].1, depth));
            stack.extend(children[i].iter().rev().map(|c| (*c, depth + 1)));
        }
    }
    out
}

/// Where a statement begins: with whichever of its parts stands first.
fn first_byte(entry: &Entry<Statement>) -> usize {
    let s = &entry.value;
    let roles = [&s.source, &s.cue, &s.content].into_iter().flatten().filter_map(|r| r.at.as_ref());
    roles.chain([&entry.at]).flat_map(|at| at.iter()).map(Span::start).min().unwrap_or(0)
}

/// Text in one line, with nothing in it that could steer a terminal or turn the direction of writing.
pub(crate) fn clean(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let steers = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    words.join(" ").chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect()
}

fn plural(thing: &str) -> String {
    match thing.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{thing}s"),
    }
}

fn same_words(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Text cut to a width, with an ellipsis if something is missing.
pub fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Words in lines of at most this width; a longer word is cut.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ').filter(|w| !w.is_empty()) {
        let needed = word.width() + usize::from(used > 0);
        if used > 0 && used + needed > width {
            lines.push(String::new());
            used = 0;
        }
        let mut rest = word;
        while rest.width() > width {
            let mut taken = 0;
            let end = rest.char_indices().find(|(_, c)| {
                taken += c.width().unwrap_or(0);
                taken > width
            });
            // A width of two or more always holds one character.
            let end = end.map_or(rest.len(), |(i, c)| if i == 0 { c.len_utf8() } else { i });
            lines.insert(lines.len() - 1, rest[..end].to_owned());
            rest = &rest[end..];
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(rest);
            used += rest.width();
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::{
        Act, EntityType, Finding, FindingKind, Input, Maker, Manner, Mention, MentionForm, MentionType,
        TimeExpr, TimeType,
    };

    /// A document with the words of each `find` at hand.
    struct Draft(Document);

    impl Draft {
        fn new(text: &str) -> Draft {
            Draft(Document::new(Input::new(text).published("2026-03-04".parse().unwrap())))
        }

        fn at(&self, words: &str) -> Spans {
            let start = self.0.text().find(words).unwrap();
            Span::new(start as u32, (start + words.len()) as u32).unwrap().into()
        }

        fn role(&self, words: &str) -> Option<Role> {
            (!words.is_empty()).then(|| Role::words(self.at(words)))
        }

        fn statement(
            &mut self,
            [source, cue, content]: [&str; 3],
            inside: Option<Id<Statement>>,
        ) -> Id<Statement> {
            let statement = Statement {
                manner: Manner::Indirect,
                act: Act::Deny,
                source: self.role(source),
                cue: self.role(cue),
                content: self.role(content),
                addressee: None,
                channel: None,
                times: vec![],
                inside,
                anonymous: None,
            };
            let at = self.at(if content.is_empty() { cue } else { content });
            self.0.statements.push(statement, at, Maker::rule("test"), 0.9)
        }

        fn shown(&self, width: usize) -> String {
            anstream::adapter::strip_str(&render(&self.0, "report.txt", width)).to_string()
        }
    }

    #[test]
    fn a_statement_within_another_stands_below_it_further_in() {
        let mut draft = Draft::new("She said that Bo denied that talks failed.");
        let outer = draft.statement(["She", "said", "that Bo denied that talks failed"], None);
        draft.statement(["Bo", "denied", "that talks failed"], Some(outer));
        let wanted = "\
report.txt                          published 2026-03-04
────────────────────────────────────────────────────────

Who said what · 2 statements

1:1     She
        said · deny, indirect
        │ that Bo denied that talks failed

1:15        ↳ Bo
              denied · deny, indirect
              │ that talks failed
";
        assert_eq!(draft.shown(56), wanted);
    }

    #[test]
    fn what_is_not_known_is_said_to_be_so_and_names_come_with_the_words_that_stand_there() {
        let mut draft = Draft::new("“Talks failed,” the minister said on Sunday.");
        let id = draft.statement(["the minister", "said", "“Talks failed,”"], None);
        let at = draft.at("the minister");
        let entity = Entity {
            name: "Selma Iipinge".into(),
            kind: EntityType::Person,
            aliases: vec!["Iipinge".into()],
            country: Some("NA".into()),
            cameo: None,
            sector: None,
            roles: vec![],
            key: None,
            wikidata: None,
            anonymous: false,
        };
        let entity = draft.0.entities.push(entity, at.clone(), Maker::rule("test"), 0.9);
        let mention = Mention { form: MentionForm::Nominal, kind: MentionType::Person, entity: Some(entity) };
        draft.0.mentions.push(mention, at, Maker::rule("test"), 0.9);
        let time = TimeExpr {
            kind: TimeType::Date,
            value: "2026-03-01".into(),
            modifier: None,
            earliest: "2026-03-01".parse().ok(),
            latest: "2026-03-01".parse().ok(),
            anchor: None,
        };
        let sunday = draft.at("Sunday");
        let time = draft.0.times.push(time, sunday, Maker::rule("test"), 0.9);
        let mut layer = onrecord_doc::Layer::new();
        let entry = draft.0.statements.find(id).unwrap();
        let mut statement = entry.value.clone();
        statement.times = vec![time];
        statement.source.as_mut().unwrap().entity = Some(entity);
        layer.push(statement.clone(), entry.at.clone(), Maker::rule("test"), 0.4);
        statement.source = None;
        statement.times.clear();
        layer.push(statement, entry.at.clone(), Maker::rule("test"), 0.9);
        draft.0.statements = layer;
        let shown = draft.shown(60);
        let wanted = "\
Who said what · 2 statements

1:1     Selma Iipinge · “the minister”
        said · deny, indirect, uncertain (0.40)
        │ “Talks failed,”
        when: Sunday = 2026-03-01

1:1     speaker not found
        said · deny, indirect
        │ “Talks failed,”

Times · 1 time
1:38    Sunday  2026-03-01

Who and what · 1 entity
1×      Selma Iipinge  person, NA  also Iipinge
";
        assert_eq!(shown.split_once("\n\n").map(|(_, rest)| rest), Some(wanted));
    }

    #[test]
    fn what_does_not_fit_together_stands_at_the_end() {
        let mut draft = Draft::new("It opened on Tuesday, 3 March 2027.");
        let message = "2027-03-03 is a Wednesday, not a Tuesday".to_owned();
        let at = draft.at("Tuesday, 3 March 2027");
        let finding = Finding { kind: FindingKind::Weekday, message };
        draft.0.findings.push(finding, at, Maker::rule("test"), 0.9);
        let wanted = "\
To look at · 1 finding
1:14    “Tuesday, 3 March 2027”: 2027-03-03 is a Wednesday,
        not a Tuesday
";
        assert!(draft.shown(60).ends_with(wanted), "{}", draft.shown(60));
    }

    #[test]
    fn words_of_a_text_cannot_steer_the_terminal() {
        let mut draft = Draft::new("He said \u{1b}[2J\u{202E}gone.");
        draft.statement(["He", "said", "\u{1b}[2J\u{202E}gone"], None);
        assert!(draft.shown(60).contains("│ \u{FFFD}[2J\u{FFFD}gone"), "{}", draft.shown(60));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let words = "Selma 外務大臣は日曜日に述べた ".repeat(20) + &"x".repeat(200) + " said no.";
        let mut draft = Draft::new(&words);
        let content = words.trim_end_matches(" said no.");
        let mut inside = None;
        for _ in 0..30 {
            inside = Some(draft.statement([content, "said", content], inside));
        }
        for width in [40, 57, 100] {
            let widest = draft.shown(width).lines().map(UnicodeWidthStr::width).max();
            assert!(widest <= Some(width), "{widest:?} of {width}");
        }
    }

    #[test]
    fn statements_in_a_ring_are_shown_once_each() {
        let mut draft = Draft::new("He said so.");
        draft.statement(["He", "said", "so"], Some(Id::at(1)));
        draft.statement(["He", "said", "so"], Some(Id::at(0)));
        let depths: Vec<usize> = in_reading_order(&draft.0).iter().map(|(_, depth)| *depth).collect();
        assert_eq!(depths, [0, 1]);
    }
}
