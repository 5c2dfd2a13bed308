//! Which rules can start at an item.
//!
//! A stage has dozens of rules, and hardly any of them can begin with a given word. So the rules of a stage are listed
//! by what their first piece can meet: each word of the list, each mark, each way of writing a number and each grain of
//! phrase. The lists may name a rule too many, never one too few.

use super::data::{Class, TimeData};
use super::grammar::{Item, Rule};
use super::lexer::{Form, Kind, Token};
use super::meaning::Grain;
use super::pattern::{Node, Test};

/// Numbers of rules within their stage, in their order.
type Rules = Box<[u16]>;

/// The ways of writing a number that the classes tell apart.
const FORMS: [Form; 9] = [
    Form::Digits(1),
    Form::Digits(2),
    Form::Digits(3),
    Form::Digits(4),
    Form::Digits(5),
    Form::Grouped,
    Form::Decimal(1),
    Form::Decimal(2),
    Form::Ordinal,
];

/// Every grain that a phrase can have.
const GRAINS: [Grain; 14] = [
    Grain::Clock,
    Grain::Part,
    Grain::Day,
    Grain::Week,
    Grain::Month,
    Grain::Season,
    Grain::Quarter,
    Grain::Year,
    Grain::Decade,
    Grain::Span,
    Grain::Set,
    Grain::Reference,
    Grain::Amount,
    Grain::Nothing,
];

/// The rules of one stage by what they can start with.
#[derive(Clone, Debug, Default)]
pub(crate) struct Starts {
    /// By the number of the word.
    words: Vec<Rules>,
    marks: Vec<(char, Rules)>,
    /// In the order of [`FORMS`].
    forms: Vec<Rules>,
    /// In the order of [`GRAINS`].
    grains: Vec<Rules>,
}

impl Starts {
    /// Lists the rules of a stage, once every word is known.
    pub fn of(rules: &[Rule], data: &TimeData) -> Starts {
        let firsts: Vec<Vec<Test>> = rules
            .iter()
            .map(|rule| {
                let mut tests = Vec::new();
                first_tests(&rule.pattern.nodes, &mut tests);
                tests
            })
            .collect();
        let list = |meets: &dyn Fn(Test) -> bool| -> Rules {
            let fits = firsts.iter().enumerate().filter(|(_, tests)| tests.iter().any(|t| meets(*t)));
            fits.filter_map(|(n, _)| u16::try_from(n).ok()).collect()
        };
        let word = |id| {
            list(&|test| match test {
                Test::Word(w) => w == id,
                Test::Class(class) => data.sense(id, class).is_some(),
                Test::Amount => {
                    data.sense(id, Class::Number).is_some() || data.sense(id, Class::Vague).is_some()
                }
                Test::Mark(_) | Test::Phrase(_) | Test::PlainSpan | Test::HasDay | Test::AnyDate => false,
            })
        };
        let mut marks: Vec<char> = firsts
            .iter()
            .flatten()
            .filter_map(|t| if let Test::Mark(c) = t { Some(*c) } else { None })
            .collect();
        marks.sort_unstable();
        marks.dedup();
        let form = |form: &Form| {
            list(&|test| match test {
                Test::Class(class) => form.may_be(class),
                Test::Amount => form.may_be(Class::Number),
                _ => false,
            })
        };
        let grain = |grain: &Grain| {
            list(&|test| match test {
                Test::Amount => *grain == Grain::Amount,
                Test::Phrase(g) => g == *grain,
                Test::PlainSpan => *grain == Grain::Span,
                Test::HasDay | Test::AnyDate => true,
                Test::Word(_) | Test::Mark(_) | Test::Class(_) => false,
            })
        };
        Starts {
            words: data.word_ids().map(word).collect(),
            marks: marks.into_iter().map(|c| (c, list(&|t| t == Test::Mark(c)))).collect(),
            forms: FORMS.iter().map(form).collect(),
            grains: GRAINS.iter().map(grain).collect(),
        }
    }

    /// The rules that may start at an item, in their order.
    pub fn at(&self, item: &Item, tokens: &[Token]) -> &[u16] {
        let rules = match (&item.phrase, tokens[item.first].kind) {
            (Some(p), _) => {
                let grain = p.meaning.grain();
                GRAINS.iter().position(|g| *g == grain).and_then(|n| self.grains.get(n))
            }
            (None, Kind::Word(id)) => self.words.get(id as usize),
            (None, Kind::Mark(c)) => self.marks.iter().find(|(m, _)| *m == c).map(|(_, rules)| rules),
            (None, Kind::Number(_, form)) => {
                let form = match form {
                    Form::Digits(n) => Form::Digits(n.clamp(1, 5)),
                    Form::Decimal(n) if n != 2 => Form::Decimal(1),
                    form => form,
                };
                FORMS.iter().position(|f| *f == form).and_then(|n| self.forms.get(n))
            }
        };
        rules.map_or(&[], |rules| rules)
    }
}

/// The tests that the first item of a match may meet.
fn first_tests(row: &[Node], tests: &mut Vec<Test>) {
    for node in row {
        match node {
            Node::One(piece) => {
                tests.extend(&piece.tests);
                return;
            }
            Node::Maybe(inner) => first_tests(inner, tests),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::TimeFiles;
    use super::*;

    #[test]
    fn every_grain_has_a_list() {
        // The last grain of the enum is the last here, so none is missing.
        let numbers: Vec<usize> = GRAINS.iter().map(|g| *g as usize).collect();
        assert_eq!(numbers, (0..=Grain::Nothing as usize).collect::<Vec<_>>());
    }

    #[test]
    fn a_rule_with_something_optional_in_front_starts_with_either() {
        let words = "word\tclass\tvalue\tcapital\tsource\nday\tunit\tday\t\tx\n";
        let rules =
            "[[rule]]\nid = \"a\"\nstage = \"core\"\nmatch = \"['the'] unit\"\nop = \"span\"\nwhy = \"w\"\n";
        let data = TimeData::load(&TimeFiles { words, rules, ..TimeFiles::default() }).unwrap();
        let starts: Vec<usize> = data.word_ids().map(|id| data.starts[1].words[id as usize].len()).collect();
        assert_eq!(starts, [1, 1]);
    }
}
