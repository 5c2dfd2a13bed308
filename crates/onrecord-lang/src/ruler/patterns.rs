//! The file `attribute_ruler/patterns`: rules as they are written, checked and put into one form.
//!
//! A rule is one or more patterns, what to set, and on which token of the match. A pattern is a list of tokens, each
//! a map of conditions. What the file may say beyond the published English models (operators, extension
//! attributes, fuzzy matching) is refused by name, for a rule that is half understood would set wrong tags.

use fancy_regex::Regex;
use rmpv::ValueRef;

use crate::Error;
use crate::msgpack::{self, items, pairs, text};

const FILE: &str = "attribute_ruler/patterns";

/// What a pattern may look at, besides white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Tag,
    Lower,
    Dep,
}

/// One condition on one token.
#[derive(Debug)]
pub(super) enum Condition {
    /// The value is one of these.
    In(Column, Vec<Box<str>>),
    /// The value is none of these.
    NotIn(Column, Vec<Box<str>>),
    /// The expression is found in the value.
    Matches(Column, Box<Regex>),
    /// The token is white space, or is not.
    Space(bool),
}

/// What a rule sets, in this order: tag, part of speech, morphology, lemma, dependency.
pub(super) const SETTABLE: [&str; 5] = ["TAG", "POS", "MORPH", "LEMMA", "DEP"];

/// A rule as the file has it.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) patterns: Vec<Pattern>,
    /// The values of [`SETTABLE`].
    pub(super) values: [Option<Box<str>>; SETTABLE.len()],
}

/// The tokens to be matched, with the conditions on each, and which of them is changed.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) tokens: Vec<Vec<Condition>>,
    pub(super) target: usize,
}

/// Reads all rules of the file.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Rule>, Error> {
    let root = msgpack::parse(bytes, FILE)?;
    let rules = items(&root).ok_or_else(|| Error::damaged("not a list of rules").at(FILE))?;
    let numbered = |(number, value)| {
        rule(value).map_err(|fault| {
            let what = format!("rule `{number}`: {}", fault.what);
            match fault.hint {
                Some(hint) => Error::unsupported(what).at(FILE).with_hint(hint),
                None => Error::damaged(what).at(FILE),
            }
        })
    };
    rules.iter().enumerate().map(numbered).collect()
}

/// What is wrong with a rule, before its number is known. A hint goes with what is sound but not supported.
struct Fault {
    what: String,
    hint: Option<&'static str>,
}

fn damaged(what: impl Into<String>) -> Fault {
    Fault { what: what.into(), hint: None }
}

fn rule(value: &ValueRef<'_>) -> Result<Rule, Fault> {
    let (mut patterns, mut values, mut index) = (Vec::new(), Default::default(), 0);
    for (key, value) in pairs(value).ok_or_else(|| damaged("not a map"))? {
        match text(key) {
            Some("patterns") => {
                let list = items(value).ok_or_else(|| damaged("`patterns` is not a list"))?;
                patterns = list.iter().map(pattern).collect::<Result<_, _>>()?;
            }
            Some("attrs") => values = settings(value)?,
            Some("index") => match value {
                ValueRef::Integer(number) => index = number.as_i64().unwrap_or(i64::MAX),
                _ => return Err(damaged("`index` is not a number")),
            },
            _ => return Err(unsupported(key, "a rule has `patterns`, `attrs` and `index`")),
        }
    }
    let targeted = |tokens: Vec<Vec<Condition>>| {
        // Counted from the end if negative.
        let target = if index < 0 { (tokens.len() as i64).checked_add(index) } else { Some(index) };
        let target =
            target.and_then(|target| usize::try_from(target).ok()).filter(|target| *target < tokens.len());
        let target = target.ok_or_else(|| damaged(format!("`index` {index} lies outside the pattern")))?;
        Ok(Pattern { tokens, target })
    };
    Ok(Rule { patterns: patterns.into_iter().map(targeted).collect::<Result<_, _>>()?, values })
}

fn settings(attrs: &ValueRef<'_>) -> Result<[Option<Box<str>>; SETTABLE.len()], Fault> {
    let mut values: [Option<Box<str>>; SETTABLE.len()] = Default::default();
    for (key, value) in pairs(attrs).ok_or_else(|| damaged("`attrs` is not a map"))? {
        let column = text(key).and_then(|key| SETTABLE.iter().position(|known| *known == key));
        let column = column.ok_or_else(|| unsupported(key, "a rule sets TAG, POS, MORPH, LEMMA and DEP"))?;
        let value =
            text(value).ok_or_else(|| damaged(format!("`{}` is not set to a string", SETTABLE[column])))?;
        values[column] = Some(match SETTABLE[column] {
            "MORPH" => morph(value)?,
            _ => value.into(),
        });
    }
    Ok(values)
}

fn pattern(tokens: &ValueRef<'_>) -> Result<Vec<Vec<Condition>>, Fault> {
    let tokens = items(tokens).filter(|tokens| !tokens.is_empty());
    let tokens = tokens.ok_or_else(|| damaged("a pattern is not a list of tokens"))?;
    tokens.iter().map(token).collect()
}

fn token(conditions: &ValueRef<'_>) -> Result<Vec<Condition>, Fault> {
    let mut out = Vec::new();
    for (key, value) in pairs(conditions).ok_or_else(|| damaged("a token of a pattern is not a map"))? {
        let column = match text(key) {
            Some("TAG") => Column::Tag,
            Some("LOWER") => Column::Lower,
            Some("DEP") => Column::Dep,
            Some("IS_SPACE") => {
                let ValueRef::Boolean(is_space) = value else {
                    return Err(damaged("`IS_SPACE` is not true or false"));
                };
                out.push(Condition::Space(*is_space));
                continue;
            }
            _ => return Err(unsupported(key, "a token is matched by TAG, LOWER, DEP and IS_SPACE")),
        };
        if let Some(value) = text(value) {
            out.push(Condition::In(column, vec![value.into()]));
            continue;
        }
        let predicates = pairs(value).ok_or_else(|| damaged("a condition is neither a string nor a map"))?;
        for (predicate, value) in predicates {
            out.push(match text(predicate) {
                Some("IN") => Condition::In(column, strings(value)?),
                Some("NOT_IN") => Condition::NotIn(column, strings(value)?),
                Some("REGEX") => Condition::Matches(column, regex(value)?),
                _ => return Err(unsupported(predicate, "conditions are a string, IN, NOT_IN and REGEX")),
            });
        }
    }
    Ok(out)
}

fn strings(list: &ValueRef<'_>) -> Result<Vec<Box<str>>, Fault> {
    let strings = items(list).and_then(|list| list.iter().map(|item| text(item).map(Box::from)).collect());
    strings.ok_or_else(|| damaged("IN and NOT_IN want a list of strings"))
}

fn regex(expression: &ValueRef<'_>) -> Result<Box<Regex>, Fault> {
    let expression = text(expression).ok_or_else(|| damaged("REGEX wants a string"))?;
    let regex = Regex::new(expression);
    regex.map(Box::new).map_err(|_| damaged(format!("`{expression}` is not a regular expression")))
}

/// Puts features into the one form in which a token shows them: sorted by name, values sorted, none as "".
///
/// Source: spaCy's `Morphology.normalize_features`; `_` stands for no features.
fn morph(features: &str) -> Result<Box<str>, Fault> {
    if features.is_empty() || features == "_" {
        return Ok("".into());
    }
    let mut sorted = std::collections::BTreeMap::new();
    for feature in features.split('|') {
        let mut parts = feature.split('=');
        let (Some(name), Some(values), None) = (parts.next(), parts.next(), parts.next()) else {
            return Err(damaged(format!("`{feature}` is not a feature of the form `Name=Value`")));
        };
        let mut values: Vec<&str> = values.split(',').collect();
        values.sort_unstable();
        sorted.insert(name, values.join(","));
    }
    // Sorted again as whole features: spaCy's order compares `=` with the letters of a longer name.
    let mut features: Vec<String> = sorted.iter().map(|(name, values)| format!("{name}={values}")).collect();
    features.sort_unstable();
    Ok(features.join("|").into())
}

fn unsupported(key: &ValueRef<'_>, hint: &'static str) -> Fault {
    let name = text(key).map_or_else(|| key.to_string(), str::to_owned);
    Fault { what: format!("`{name}` is not supported"), hint: Some(hint) }
}
