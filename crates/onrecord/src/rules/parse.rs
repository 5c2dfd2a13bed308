//! The text of a pattern to its tree, with the byte offset of everything that is wrong.
//!
//! ```text
//! pattern   = node { branch } { operator node { branch } }
//! branch    = "[" [ "?" | "!" ] operator pattern "]"
//! node      = [ capture ":" ] shape [ "(" test { "," test } ")" ]
//! test      = attribute ( "=" | "!=" ) value { "|" value }
//! operator  = "<" | "<<" | ">" | ">>" | "." | ".." number
//! ```
//!
//! A wrong name (shape, attribute, class) is noted and reading goes on; wrong grammar ends it.

use super::lexicon::Lexicon;
use super::marked::is_name;
use super::pattern::{Field, Link, Need, Node, Op, Pattern, Test};
use super::shape::{SHAPES, Shape};
use super::{Fault, suggest};

/// A pattern has at most so many nodes; one that needs more is two rules.
const MAX_NODES: usize = 24;
/// Branches lie at most so deep in each other.
const MAX_DEPTH: usize = 6;
/// The largest distance that `..n` can ask for; the number of tokens of a long sentence.
const MAX_GAP: u8 = 60;

/// Reads a pattern; classes and frames must be those of the lexicon.
pub(super) fn parse(text: &str, lexicon: &Lexicon) -> Result<Pattern, Vec<Fault>> {
    let mut parser = Parser { text, at: 0, lexicon, faults: Vec::new() };
    match parser.pattern() {
        Ok(pattern) if parser.faults.is_empty() => Ok(pattern),
        Ok(_) => Err(parser.faults),
        Err(fault) => {
            parser.faults.push(fault);
            Err(parser.faults)
        }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    lexicon: &'a Lexicon,
    faults: Vec<Fault>,
}

/// An open branch: where its bracket stands, the node that it hangs from, and whether something around it must not
/// be there.
struct Open {
    at: usize,
    node: usize,
    negated: bool,
}

impl<'a> Parser<'a> {
    fn pattern(&mut self) -> Result<Pattern, Fault> {
        let mut pattern = Pattern { nodes: vec![self.node(false)?], links: Vec::new() };
        let mut open: Vec<Open> = Vec::new();
        let mut current = 0;
        loop {
            self.skip_space();
            let at = self.at;
            let negated = open.last().is_some_and(|o| o.negated);
            let (need, negated) = match self.peek() {
                None => break,
                Some(']') => {
                    self.at += 1;
                    let Some(branch) = open.pop() else {
                        return Err(Fault::new(at, "`]` closes nothing", None));
                    };
                    current = branch.node;
                    continue;
                }
                Some('[') => {
                    self.at += 1;
                    let need = match self.peek() {
                        Some('?') => Need::May,
                        Some('!') => Need::Not,
                        _ => Need::Must,
                    };
                    self.at += usize::from(need != Need::Must);
                    let negated = negated || need == Need::Not;
                    if open.len() >= MAX_DEPTH {
                        return Err(Fault::new(
                            at,
                            format!("more than {MAX_DEPTH} branches in each other"),
                            None,
                        ));
                    }
                    open.push(Open { at, node: current, negated });
                    (need, negated)
                }
                Some(_) => (Need::Must, negated),
            };
            let op = self.operator()?;
            if pattern.nodes.len() >= MAX_NODES {
                return Err(Fault::new(self.at, format!("more than {MAX_NODES} nodes"), None));
            }
            let node = self.node(negated)?;
            pattern.links.push(Link { from: current, to: pattern.nodes.len(), op, need });
            current = pattern.nodes.len();
            pattern.nodes.push(node);
        }
        match open.pop() {
            Some(branch) => Err(Fault::new(branch.at, "no `]` closes this `[`", None)),
            None => Ok(pattern),
        }
    }

    fn node(&mut self, negated: bool) -> Result<Node, Fault> {
        self.skip_space();
        let mut at = self.at;
        let mut name = self.word();
        let mut capture = None;
        if self.peek() == Some(':') && !name.is_empty() {
            if !is_name(name) {
                self.fault(at, format!("`{name}` cannot name a capture"), Some("use small letters".into()));
            }
            if negated {
                self.fault(at, format!("`{name}` lies in a branch that must not be there"), None);
            }
            capture = Some(name.to_owned());
            self.at += 1;
            self.skip_space();
            at = self.at;
            name = self.word();
        }
        if name.is_empty() {
            return Err(Fault::new(at, format!("a shape is wanted, not {}", self.here()), Some(shapes())));
        }
        let shape = Shape::find(name).unwrap_or_else(|| {
            let hint = suggest::hint_or_list(name, SHAPES.iter().map(|row| row.name));
            self.fault(at, format!("unknown shape `{name}`"), hint);
            Shape::Word
        });
        let mut tests = Vec::new();
        if self.peek() == Some('(') {
            self.at += 1;
            loop {
                tests.extend(self.test()?);
                self.skip_space();
                match self.peek() {
                    Some(',') => self.at += 1,
                    Some(')') => {
                        self.at += 1;
                        break;
                    }
                    _ => {
                        return Err(Fault::new(
                            self.at,
                            format!("`,` or `)` is wanted, not {}", self.here()),
                            None,
                        ));
                    }
                }
            }
        }
        Ok(Node { capture, shape, tests, at })
    }

    /// A test; `None` when its attribute is unknown (which is noted).
    fn test(&mut self) -> Result<Option<Test>, Fault> {
        self.skip_space();
        let at = self.at;
        let name = self.word();
        let field = Field::find(name);
        if name.is_empty() {
            return Err(Fault::new(
                at,
                format!("an attribute is wanted, not {}", self.here()),
                Some(attributes()),
            ));
        }
        if field.is_none() {
            let hint = suggest::hint_or_list(name, Field::ALL.iter().map(|(n, _)| *n));
            self.fault(at, format!("unknown attribute `{name}`"), hint);
        }
        self.skip_space();
        let not = self.take("!=");
        if !not && !self.take("=") {
            return Err(Fault::new(self.at, format!("`=` or `!=` is wanted, not {}", self.here()), None));
        }
        let mut values = Vec::new();
        loop {
            self.skip_space();
            let at = self.at;
            let value = self.value()?;
            let known = match field {
                Some(Field::Class) => Some(("class", self.lexicon.classes())),
                Some(Field::Frame) => Some(("frame", self.lexicon.frames())),
                _ => None,
            };
            if let Some((what, names)) = known
                && !names.contains(&value)
            {
                self.fault(at, format!("unknown {what} `{value}`"), suggest::hint_or_list(value, names));
            }
            values.push(value.to_owned());
            self.skip_space();
            if !self.take("|") {
                break;
            }
        }
        Ok(field.map(|field| Test { field, not, values }))
    }

    /// A value: up to the next blank or sign of the grammar, or anything between two `'`.
    fn value(&mut self) -> Result<&'a str, Fault> {
        let (text, at) = (self.text, self.at);
        let rest = &text[at..];
        if let Some(quoted) = rest.strip_prefix('\'') {
            let Some(end) = quoted.find('\'') else {
                return Err(Fault::new(at, "no `'` closes this value", None));
            };
            self.at += end + 2;
            return Ok(&quoted[..end]);
        }
        let end = rest
            .find(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '[' | ']' | '=' | '!' | '\'')
            })
            .unwrap_or(rest.len());
        if end == 0 {
            return Err(Fault::new(at, format!("a value is wanted, not {}", self.here()), None));
        }
        self.at += end;
        Ok(&rest[..end])
    }

    fn operator(&mut self) -> Result<Op, Fault> {
        self.skip_space();
        let at = self.at;
        for (sign, op) in [("<<", Op::Above), ("<", Op::Head), (">>", Op::Below), (">", Op::Child)] {
            if self.take(sign) {
                return Ok(op);
            }
        }
        if self.take("..") {
            let digits = self.text[self.at..].bytes().take_while(u8::is_ascii_digit).count();
            let number = self.text[self.at..self.at + digits].parse::<u8>().ok().filter(|n| *n <= MAX_GAP);
            let Some(number) = number else {
                let hint = Some("`a ..3 b`: at most three tokens between `a` and `b`".into());
                return Err(Fault::new(
                    at,
                    format!("`..` wants a number of tokens, at most {MAX_GAP}"),
                    hint,
                ));
            };
            self.at += digits;
            return Ok(Op::After(number));
        }
        if self.take(".") {
            return Ok(Op::After(0));
        }
        let hint = Some("operators are `<`, `>`, `<<`, `>>`, `.` and `..3`".into());
        Err(Fault::new(at, format!("an operator is wanted, not {}", self.here()), hint))
    }

    /// The letters, digits, `_` and `-` from here on.
    fn word(&mut self) -> &'a str {
        let text = self.text;
        let rest = &text[self.at..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = self.text[self.at..].starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn skip_space(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn fault(&mut self, at: usize, message: String, hint: Option<String>) {
        self.faults.push(Fault::new(at, message, hint));
    }

    /// What stands here, for messages.
    fn here(&self) -> String {
        self.peek().map_or("the end".to_owned(), |c| format!("`{c}`"))
    }
}

fn shapes() -> String {
    let names: Vec<String> = SHAPES.iter().map(|row| format!("`{}`", row.name)).collect();
    format!("shapes are {}", names.join(", "))
}

fn attributes() -> String {
    let names: Vec<String> = Field::ALL.iter().map(|(name, _)| format!("`{name}`")).collect();
    format!("attributes are {}", names.join(", "))
}
