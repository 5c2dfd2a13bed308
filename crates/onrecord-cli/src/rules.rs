//! `onrecord rules`: the rules that find records, with their reasons and examples, and their tests.

use crate::args::{Common, Only, Rules};
use crate::config::Config;
use crate::engine;
use crate::failure::{self, Exit, Failure};
use crate::models;
use anstyle::{AnsiColor, Style};
use onrecord::Data;
use onrecord::events::{self, Sense};
use onrecord::rules::{Rule, Verdict, check};
use onrecord::times::{self, TimeData, TimeRule};
use onrecord_doc::Input;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();

/// Where the rules of times stand.
const TIMES: &str = "data/en/rules/times.toml";

/// Lists, shows or tests.
pub fn run(command: &Rules, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    match command {
        Rules::List { data } => {
            let data = engine::data(data.as_deref().or(config.data.as_deref()))?;
            print(&list(data.rules.list()))?;
            print(&format!("\n{}", list(data.relations.list())))?;
            print(&list_times(&data.times))?;
        }
        Rules::Show { id, data } => {
            let data = engine::data(data.as_deref().or(config.data.as_deref()))?;
            match (data.rules.rule(id).or_else(|| data.relations.rule(id)), time_rule(&data.times, id)) {
                (Some(rule), _) => print(&show(rule))?,
                (None, Some(rule)) => print(&show_time(rule))?,
                (None, None) => return Err(no_rule(id, &data)),
            }
        }
        Rules::Test { what, with } => return test(what.as_deref(), with, common, config),
    }
    Ok(ExitCode::SUCCESS)
}

fn print(text: &str) -> Result<(), Failure> {
    anstream::stdout().write_all(text.as_bytes()).map_err(|e| Failure::writing("the rules", &e))
}

fn no_rule(id: &str, data: &Data) -> Failure {
    let failure = Failure::new(Exit::Usage, format!("there is no rule `{id}`"));
    let rules = data.rules.list().iter().chain(data.relations.list());
    let ids = rules.map(|r| &*r.id).chain(data.times.rules().map(|r| &*r.id));
    let near = ids.into_iter().find(|r| r.contains(id) || id.contains(r.rsplit('/').next().unwrap_or("")));
    match near {
        Some(rule) => failure.hint(format!("did you mean `{rule}`?")),
        None => failure.hint("`onrecord rules list` names them all"),
    }
}

/// The rule of times with that id, or that last part of it.
fn time_rule<'d>(times: &'d TimeData, id: &str) -> Option<&'d TimeRule> {
    times.rules().find(|r| &*r.id == id || r.id.rsplit('/').next() == Some(id))
}

/// Whether a row of the event lexicon is asked for: by its rule, its word, the name of its file, or all of them.
fn is_sense(sense: &Sense, id: &str) -> bool {
    let file = sense.path.rsplit('/').next().unwrap_or_default();
    id == "events" || sense.rule() == id || sense.word == id || file == id
}

/// The rows of the event lexicon that are asked for.
fn senses<'d>(data: &'d Data, id: &str) -> impl Iterator<Item = &'d Sense> {
    data.events.lexicon.senses().iter().filter(move |s| is_sense(s, id))
}

fn list_times(times: &TimeData) -> String {
    let mut text = format!("\n{DIM}{TIMES}{DIM:#}\n");
    for rule in times.rules() {
        let _ = writeln!(text, "{BOLD}{}{BOLD:#}  {DIM}time{DIM:#}\n    {}", rule.id, rule.why);
    }
    text
}

fn show_time(rule: &TimeRule) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}{TIMES}{DIM:#}\n", rule.id);
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {DIM}{label:<8}{DIM:#} {value}");
    };
    line("gives", "time");
    line("stage", rule.stage);
    line("match", &rule.pattern);
    line("why", &rule.why);
    rule.yes.iter().for_each(|example| line("yes", example));
    rule.no.iter().for_each(|example| line("no", example));
    text
}

fn list(rules: &[Rule]) -> String {
    let mut text = String::new();
    let mut path = "";
    for rule in rules {
        if rule.path != path {
            path = &rule.path;
            let _ = writeln!(text, "{}{DIM}{path}{DIM:#}", if text.is_empty() { "" } else { "\n" });
        }
        let _ = writeln!(text, "{BOLD}{}{BOLD:#}  {DIM}{}{DIM:#}\n    {}", rule.id, rule.gives, rule.why);
    }
    text
}

fn show(rule: &Rule) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}  {DIM}{}:{}{DIM:#}\n", rule.id, rule.path, rule.line);
    let mut line = |label: &str, value: &str| {
        let _ = writeln!(text, "  {DIM}{label:<8}{DIM:#} {value}");
    };
    line("gives", &rule.gives);
    for pattern in &rule.matches {
        line("match", pattern);
    }
    if !rule.order.is_empty() {
        line("order", &rule.order.join(", "));
    }
    for (field, value) in &rule.set {
        line("set", &format!("{field} = {value}"));
    }
    if let Some(score) = rule.score {
        line("score", &score.to_string());
    }
    line("why", &rule.why);
    for example in &rule.examples {
        line(example.expect.key(), &example.marked());
    }
    text
}

fn test(
    what: Option<&str>,
    with: &crate::args::With,
    common: &Common,
    config: &Config,
) -> Result<ExitCode, Failure> {
    let engine = models::engine(with, Only::Whole, common, config)?;
    let data = engine.data();
    // A file is read with the lexicon of the data, so that its classes are known.
    let of_relations = |path: &str| {
        Path::new(path).file_name().is_some_and(|n| n.to_string_lossy().starts_with("relations"))
    };
    let own = match what.filter(|w| w.ends_with(".toml")) {
        Some(path) => {
            let text = std::fs::read_to_string(Path::new(path)).map_err(|e| {
                Failure::new(Exit::Model, format!("{path}: this rule file cannot be read")).because(&e)
            })?;
            let lexicon = if of_relations(path) { data.relations.lexicon() } else { data.rules.lexicon() };
            Some(onrecord::rules::Rules::load([(path, text.as_str())], lexicon.clone())?)
        }
        None => None,
    };
    let sets = own.as_ref().map_or(vec![&data.rules, &data.relations], |own| vec![own]);
    let id = what.filter(|_| own.is_none());
    let only: Option<String> = match id {
        Some(id) => match (sets.iter().find_map(|s| s.rule(id)), time_rule(&data.times, id)) {
            (Some(rule), _) => Some(rule.id.to_string()),
            (None, Some(rule)) => Some(rule.id.to_string()),
            (None, None) if senses(data, id).next().is_some() => Some(id.to_owned()),
            (None, None) => return Err(no_rule(id, data)),
        },
        None => None,
    };
    let is_asked = |rule: &str| only.as_deref().is_none_or(|id| id == rule);
    let outcomes: Vec<_> = sets.iter().flat_map(|rules| check(rules, &|text| engine.analyse(text))).collect();
    let (mut passes, mut fails, mut not_yet) = (0, 0, 0);
    let mut text = String::new();
    for outcome in outcomes.iter().filter(|o| is_asked(&o.rule.id)) {
        match outcome.verdict {
            Verdict::Passes => passes += 1,
            Verdict::NotYet => not_yet += 1,
            // An example that begins to pass is a fault of the file: it stands under the wrong key.
            Verdict::Fails | Verdict::BeginsToPass => {
                fails += 1;
                let _ = writeln!(text, "{BAD}✗{BAD:#} {outcome}");
            }
        }
    }
    let of_times = if own.is_none() { times::run_examples(&data.times) } else { Vec::new() };
    for outcome in of_times.iter().filter(|o| is_asked(&o.rule)) {
        match outcome.passes() {
            true => passes += 1,
            false => {
                fails += 1;
                let _ = writeln!(text, "{BAD}✗{BAD:#} {TIMES}: {outcome}");
            }
        }
    }
    if own.is_none() {
        let read = |text: &str| engine.read(Input::new(text));
        let asked = |sense: &Sense| id.is_none_or(|id| is_sense(sense, id));
        for outcome in events::run_examples(&engine.data().events.lexicon, &asked, &read) {
            match outcome.passes {
                true => passes += 1,
                false => {
                    fails += 1;
                    let _ = writeln!(text, "{BAD}✗{BAD:#} {outcome}");
                }
            }
        }
    }
    print(&text)?;
    let style = if fails == 0 { GOOD } else { BAD };
    let later = if not_yet > 0 { format!(", {not_yet} not yet") } else { String::new() };
    failure::note(false, format_args!("{style}{passes} passed, {fails} failed{later}{style:#}"));
    Ok(if fails == 0 { ExitCode::SUCCESS } else { Exit::Partly.into() })
}
