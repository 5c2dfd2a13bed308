//! Rule files: TOML to rules, with line and column of everything that is wrong.
//!
//! The values are walked by hand instead of being deserialised, because an author should hear of every fault of a
//! file at once, and because a fault inside a pattern has its own place inside the string.

use super::lexicon::Lexicon;
use super::marked::{is_name, split};
use super::{Example, Expect, Fault, Rule, compile, parse, suggest};
use crate::error::Finding;
use onrecord_doc::{Act, Manner, RelationType, TextIndex};
use std::{ops::Range, sync::Arc};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

const KEYS: [&str; 10] = ["id", "gives", "match", "order", "why", "yes", "no", "not_yet", "set", "score"];

/// The record types that a rule can give, and the captures that their passes know; an empty list means any.
const GIVES: [(&str, &[&str]); 11] = [
    ("statement", &["source", "cue", "content", "addressee", "channel"]),
    // A cue alone, for the quotation beside it.
    ("cue", &["source", "cue"]),
    // What the words of a statement do by themselves.
    ("act", &["act"]),
    ("mention", &[]),
    ("time", &[]),
    ("place", &[]),
    ("entity", &[]),
    ("event", &[]),
    ("relation", &["subject", "object", "trigger"]),
    ("claim", &[]),
    ("quantity", &[]),
];

/// A rule with its compiled patterns, the alternatives of `match`.
pub(super) type Read = (Rule, Vec<compile::Compiled>);

/// Reads one rule file; what is wrong with it goes to `findings`.
pub(super) fn read(path: &str, text: &str, lexicon: &Lexicon, findings: &mut Vec<Finding>) -> Vec<Read> {
    let first = findings.len();
    let mut file = File { path, text, index: TextIndex::new(text), lexicon, findings, rule: String::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |s| s.start);
        file.fault(at, error.message().lines().next().unwrap_or("not TOML").to_owned(), None);
    }
    if !errors.is_empty() {
        return Vec::new();
    }
    let stem = stem(path);
    let mut rules: Vec<Read> = Vec::new();
    for (key, value) in table.get_ref().iter() {
        let (name, at) = (key.get_ref().as_ref(), key.span().start);
        let Some(list) = value.get_ref().as_array().filter(|_| name == "rule") else {
            let hint = Some("a rule file is a list of `[[rule]]`".to_owned());
            file.fault(at, format!("unknown key `{name}`"), hint);
            continue;
        };
        for item in list.iter() {
            match item.get_ref().as_table() {
                Some(table) => {
                    if let Some(read) = file.rule(&stem, table, item.span().start) {
                        rules.push(read);
                    }
                }
                None => file.fault(item.span().start, "a rule is a table".into(), None),
            }
        }
    }
    findings[first..].sort_by_key(|f| (f.line, f.column));
    rules
}

/// `en/statements` of `data/en/rules/statements.toml`.
fn stem(path: &str) -> String {
    let path = path.strip_suffix(".toml").unwrap_or(path).replace('\\', "/");
    let parts: Vec<&str> = path.split('/').filter(|p| !p.is_empty()).collect();
    match parts.as_slice() {
        [.., language, "rules", name] => format!("{language}/{name}"),
        [.., name] => (*name).to_owned(),
        [] => String::new(),
    }
}

type Table<'a> = DeTable<'a>;
type Value<'a> = Spanned<DeValue<'a>>;

struct File<'a> {
    path: &'a str,
    text: &'a str,
    index: TextIndex,
    lexicon: &'a Lexicon,
    findings: &'a mut Vec<Finding>,
    /// ``rule `say-clause`: ``, for the messages.
    rule: String,
}

impl File<'_> {
    fn rule(&mut self, stem: &str, table: &Table<'_>, at: usize) -> Option<Read> {
        let before = self.findings.len();
        self.rule.clear();
        let value = |name: &str| table.iter().find(|(k, _)| k.get_ref() == name).map(|(_, v)| v);
        let id = match value("id") {
            Some(v) => self.string("id", v),
            None => {
                self.fault(at, "a rule without `id`".into(), None);
                None
            }
        }
        .unwrap_or_default();
        self.rule = if id.is_empty() { String::new() } else { format!("rule `{id}`: ") };
        if let Some(v) = value("id")
            && !is_name(&id)
            && !id.is_empty()
        {
            self.fault(v.span().start, "an id is small letters, digits and `-`".into(), None);
        }
        for (key, _) in table.iter() {
            let name = key.get_ref().as_ref();
            if !KEYS.contains(&name) {
                let hint = suggest::hint_or_list(name, KEYS);
                self.fault(key.span().start, format!("unknown key `{name}`"), hint);
            }
        }
        for name in ["gives", "match", "why", "yes", "no"] {
            if value(name).is_none() {
                self.fault(at, format!("no `{name}`"), Some(wanted(name).into()));
            }
        }

        let gives = value("gives").and_then(|v| self.string("gives", v)).unwrap_or_default();
        let known = GIVES.iter().find(|(name, _)| *name == gives).map(|(_, captures)| *captures);
        if let (None, Some(v)) = (known, value("gives")) {
            let hint = suggest::hint_or_list(&gives, GIVES.iter().map(|(n, _)| *n));
            self.fault(v.span().start, format!("nothing gives `{gives}`"), hint);
        }
        let known = known.unwrap_or(&[]);

        let mut captures = Vec::new();
        let mut matches = Vec::new();
        let mut compiled = Vec::new();
        for (pattern, v) in value("match").map(|v| self.strings("match", v)).unwrap_or_default() {
            let parsed = parse::parse(&pattern, self.lexicon).and_then(|p| {
                compile::compile(&p, self.lexicon, &mut captures).map_err(|f| vec![f]).map(|c| (p, c))
            });
            match parsed {
                Ok((p, c)) => {
                    for node in p.nodes.iter().filter(|_| !known.is_empty()) {
                        if let Some(name) = node.capture.as_deref().filter(|n| !known.contains(n)) {
                            let hint = suggest::hint_or_list(name, known.iter().copied());
                            let fault = Fault::new(node.at, format!("a {gives} has no `{name}`"), hint);
                            self.inside(v, fault);
                        }
                    }
                    compiled.push(c);
                }
                Err(faults) => faults.into_iter().for_each(|f| self.inside(v, f)),
            }
            matches.push(pattern);
        }
        // Without a pattern that stands there is nothing to compare capture names with.
        let names = (!compiled.is_empty() && compiled.len() == matches.len()).then_some(&captures);

        let order: Vec<String> = value("order")
            .and_then(|v| self.string("order", v))
            .map(|o| o.split_whitespace().map(str::to_owned).collect())
            .unwrap_or_default();
        if let (Some(v), Some(names)) = (value("order"), names) {
            for name in order.iter().filter(|n| !names.contains(n)) {
                let hint = suggest::hint_or_list(name, names.iter().map(String::as_str));
                self.fault(v.span().start, format!("no capture `{name}`"), hint);
            }
        }

        let why = value("why").and_then(|v| self.string("why", v)).unwrap_or_default();
        if let (Some(v), true) = (value("why"), why.trim().is_empty()) {
            self.fault(v.span().start, "an empty `why`".into(), Some(wanted("why").into()));
        }
        let mut examples = Vec::new();
        for (key, expect) in [("yes", Expect::Match), ("no", Expect::NoMatch), ("not_yet", Expect::NotYet)] {
            let Some(v) = value(key) else { continue };
            let list = self.strings(key, v);
            if list.is_empty() && key != "not_yet" {
                self.fault(v.span().start, format!("an empty `{key}`"), Some(wanted(key).into()));
            }
            for (marked, v) in list {
                examples.extend(self.example(marked, v, expect, names));
            }
        }

        let set = value("set").map(|v| self.set(v, &gives)).unwrap_or_default();
        let score = value("score").and_then(|v| self.score(v));
        if let (Some(names), Some(v), "statement") = (names, value("match"), gives.as_str())
            && !names.iter().any(|n| n == "cue" || n == "content")
        {
            self.fault(v.span().start, "a statement needs a `cue` or a `content`".into(), None);
        }
        let (line, _) = self.index.line_column(self.text, at);
        let id: Arc<str> = if stem.is_empty() { id.into() } else { format!("{stem}/{id}").into() };
        let path = self.path.to_owned();
        let rule = Rule { id, gives, matches, order, why, examples, set, score, path, line, captures };
        (self.findings.len() == before).then_some((rule, compiled))
    }

    /// An example with its labels, if it is sound.
    fn example(
        &mut self,
        marked: String,
        at: &Value<'_>,
        expect: Expect,
        names: Option<&Vec<String>>,
    ) -> Option<Example> {
        let (text, labels) = match split(&marked) {
            Ok(both) => both,
            Err(fault) => {
                self.inside(at, fault);
                return None;
            }
        };
        if expect == Expect::Match && labels.is_empty() {
            let hint = Some("mark the words: `[Lavrov](source) [said](cue) so`".into());
            self.fault(at.span().start, "nothing is marked in this `yes`".into(), hint);
        }
        if let (Expect::NoMatch, Some((_, offset))) = (expect, labels.first()) {
            self.inside(at, Fault::new(*offset, "a `no` marks no words", None));
        }
        for (label, offset) in &labels {
            if let Some(names) = names.filter(|names| !names.contains(&label.name)) {
                let hint = suggest::hint_or_list(&label.name, names.iter().map(String::as_str));
                self.inside(
                    at,
                    Fault::new(*offset, format!("no capture `{}` in the pattern", label.name), hint),
                );
            }
        }
        let (line, column) = self.index.line_column(self.text, at.span().start);
        let labels = labels.into_iter().map(|(label, _)| label).collect();
        Some(Example { expect, text, labels, line, column })
    }

    fn set(&mut self, value: &Value<'_>, gives: &str) -> Vec<(String, String)> {
        let Some(table) = value.get_ref().as_table() else {
            self.fault(
                value.span().start,
                "`set` is a table".into(),
                Some("`set = { act = \"deny\" }`".into()),
            );
            return Vec::new();
        };
        let mut set = Vec::new();
        for (key, v) in table.iter() {
            let name = key.get_ref().as_ref();
            let Some(string) = self.string(name, v) else { continue };
            let known: Vec<&str> = match (gives, name) {
                ("statement", "act") => Act::ALL.iter().map(|a| a.name()).collect(),
                ("relation", "type") => RelationType::ALL.iter().map(|r| r.name()).collect(),
                ("statement", "manner") => Manner::ALL.iter().map(|m| m.name()).collect(),
                _ => Vec::new(),
            };
            if !known.is_empty() && !known.contains(&string.as_str()) {
                let hint = suggest::hint_or_list(&string, known);
                self.fault(v.span().start, format!("unknown {name} `{string}`"), hint);
            }
            set.push((name.to_owned(), string));
        }
        set
    }

    fn score(&mut self, value: &Value<'_>) -> Option<f32> {
        let number = match value.get_ref() {
            DeValue::Float(f) => f.as_str().parse::<f32>().ok(),
            DeValue::Integer(i) => i.as_str().parse::<f32>().ok(),
            _ => None,
        };
        let score = number.filter(|n| (0.0..=1.0).contains(n));
        if score.is_none() {
            self.fault(value.span().start, "`score` is a number from 0 to 1".into(), None);
        }
        score
    }

    fn string(&mut self, name: &str, value: &Value<'_>) -> Option<String> {
        let string = value.get_ref().as_str().map(str::to_owned);
        if string.is_none() {
            let found = value.get_ref().type_str();
            self.fault(value.span().start, format!("`{name}` is a string, not a {found}"), None);
        }
        string
    }

    /// A list of strings; one string stands for a list of one.
    fn strings<'v, 'i>(&mut self, name: &str, value: &'v Value<'i>) -> Vec<(String, &'v Value<'i>)> {
        match value.get_ref() {
            DeValue::Array(list) => {
                list.iter().filter_map(|v| self.string(name, v).map(|string| (string, v))).collect()
            }
            _ => self.string(name, value).map(|string| vec![(string, value)]).unwrap_or_default(),
        }
    }

    /// A fault at a byte offset in the string of a value.
    fn inside(&mut self, value: &Value<'_>, fault: Fault) {
        let Range { start, end } = value.span();
        let raw = self.text.get(start..end).unwrap_or("");
        self.fault(start + raw_offset(raw, fault.at), fault.message, fault.hint);
    }

    fn fault(&mut self, at: usize, message: String, hint: Option<String>) {
        let (line, column) = self.index.line_column(self.text, at);
        let fault = Fault::new(at, format!("{}{message}", self.rule), hint);
        self.findings.push(fault.placed(self.path, line, column));
    }
}

/// What a missing key is for.
fn wanted(key: &str) -> &'static str {
    match key {
        "gives" => "`gives = \"statement\"` says what the rule finds",
        "match" => "`match = \"…\"` is the pattern",
        "why" => "`why = \"…\"` says in a sentence what the rule finds",
        "yes" => "`yes = [\"…\"]` has at least one sentence with the words marked that the rule finds",
        _ => "`no = [\"…\"]` has at least one sentence in which the rule finds nothing",
    }
}

/// Where byte `wanted` of a TOML string's value stands in the string as written, quotes included.
fn raw_offset(raw: &str, wanted: usize) -> usize {
    let multi = raw.starts_with("\"\"\"") || raw.starts_with("'''");
    let basic = raw.starts_with('"');
    let mut at = if multi { 3 } else { 1 };
    if multi {
        // A line break right after the opening quotes is not part of the value.
        at += ["\r\n", "\n"].iter().find(|b| raw[at..].starts_with(**b)).map_or(0, |b| b.len());
    }
    let mut value = 0;
    while value < wanted {
        let Some(c) = raw.get(at..).and_then(|r| r.chars().next()) else { return at };
        let (written, meant) =
            if basic && c == '\\' { escape(&raw[at..]) } else { (c.len_utf8(), c.len_utf8()) };
        at += written;
        value += meant;
    }
    // A line that ends in `\` goes on at the next word; what is wanted stands there.
    while basic && multi && raw[at..].starts_with('\\') {
        match escape(&raw[at..]) {
            (written, 0) if written > 0 => at += written,
            _ => break,
        }
    }
    at
}

/// How many bytes an escape takes as written, and how many in the value.
fn escape(raw: &str) -> (usize, usize) {
    let digits = |n: usize| {
        let code = raw.get(2..2 + n).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (2 + n, code.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    let written = match raw.chars().nth(1) {
        Some('x') => digits(2),
        Some('u') => digits(4),
        Some('U') => digits(8),
        Some(c) if c.is_whitespace() => {
            let rest = &raw[1..];
            (1 + rest.len() - rest.trim_start().len(), 0)
        }
        Some(c) => (1 + c.len_utf8(), 1),
        None => (1, 1),
    };
    (written.0.min(raw.len()), written.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_of_a_file_names_its_rules() {
        assert_eq!(stem("data/en/rules/statements.toml"), "en/statements");
        assert_eq!(stem("/home/x/my data/de/rules/times.toml"), "de/times");
        assert_eq!(stem("own.toml"), "own");
    }

    #[test]
    fn an_offset_in_a_string_is_found_in_the_string_as_written() {
        for (raw, value, wanted) in [
            ("'abc'", 1, "bc'"),
            ("\"abc\"", 1, "bc\""),
            ("\"\\u00e9bc\"", 2, "bc\""),
            ("\"\\tbc\"", 1, "bc\""),
            ("\"\"\"\nabc\"\"\"", 1, "bc\"\"\""),
            ("'''\r\nabc'''", 1, "bc'''"),
            ("\"\"\"a\\\n   bc\"\"\"", 1, "bc\"\"\""),
            ("'a'", 9, ""),
        ] {
            assert_eq!(&raw[raw_offset(raw, value)..], wanted, "{raw}");
        }
    }
}
