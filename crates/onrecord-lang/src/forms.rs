//! The distinct forms of tokens met so far, with everything that depends on the form alone.
//!
//! News repeats itself: nineteen of twenty tokens have been seen before in the same text or the one before. So a
//! form's attributes, its vectors and their first products are computed once and kept, and so is the way a chunk
//! is cut. All of it is a memory of pure functions: what is kept or forgotten never changes a result.

use crate::{
    hash::string_id,
    lexeme::{Lexeme, Norms},
    tokenizer::{Part, Tokenizer},
};
use hashbrown::HashMap;
use std::ops::Range;

/// Forms kept before all are forgotten; with vectors and products a form takes about 12 kB.
const MOST_FORMS: usize = 6_000;

/// Chunks kept before all are forgotten.
const MOST_CHUNKS: usize = 40_000;

/// Number of a form in [`Forms`].
pub type FormId = u32;

/// A token of a text by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Its form.
    pub form: FormId,
    /// Whether a single space follows.
    pub space: bool,
}

/// The forms met so far.
#[derive(Default)]
pub struct Forms {
    /// Attributes of each form.
    pub lexemes: Vec<Lexeme>,
    by_text: HashMap<Box<str>, FormId>,
    /// Forms with a norm of their own, by their text and the number of the norm.
    with_norm: HashMap<(Box<str>, u32), FormId>,
    begins_phrase: Vec<bool>,
    /// How each chunk is cut, as a range of `pieces`.
    chunks: HashMap<Box<str>, Range<u32>>,
    pieces: Vec<(u32, FormId)>,
    parts: Vec<Part>,
}

impl Forms {
    /// Whether it is time to start afresh.
    pub fn is_full(&self) -> bool {
        self.lexemes.len() > MOST_FORMS || self.chunks.len() > MOST_CHUNKS
    }

    /// Cuts a text into tokens.
    pub fn tokenise(&mut self, text: &str, tokenizer: &Tokenizer, norms: &Norms) -> Vec<Cut> {
        let mut out = Vec::with_capacity(text.len() / 5);
        for chunk in tokenizer.chunks(text) {
            let words = &text[chunk.range.clone()];
            let range = match self.chunks.get(words) {
                Some(range) => range.clone(),
                None => self.remember(words, tokenizer, norms),
            };
            let mut start = chunk.range.start as u32;
            for (len, form) in &self.pieces[range.start as usize..range.end as usize] {
                out.push(Cut { start, end: start + len, form: *form, space: false });
                start += len;
            }
            if let Some(last) = out.last_mut() {
                last.space = chunk.space;
            }
        }
        if out.iter().any(|t| self.begins_phrase[t.form as usize]) {
            self.join_phrases(text, &mut out, tokenizer, norms);
        }
        out
    }

    fn remember(&mut self, chunk: &str, tokenizer: &Tokenizer, norms: &Norms) -> Range<u32> {
        let mut parts = std::mem::take(&mut self.parts);
        parts.clear();
        tokenizer.cut(chunk, &mut parts);
        let first = self.pieces.len() as u32;
        let mut from = 0;
        for part in &parts {
            let to = from + part.len as usize;
            let form = self.form(&chunk[from..to], part.norm, tokenizer, norms);
            self.pieces.push((part.len, form));
            from = to;
        }
        self.parts = parts;
        let range = first..self.pieces.len() as u32;
        self.chunks.insert(chunk.into(), range.clone());
        range
    }

    /// The form of a token with this text and the norm of that number (0: its own).
    fn form(&mut self, text: &str, norm: u32, tokenizer: &Tokenizer, norms: &Norms) -> FormId {
        if norm == 0 {
            if let Some(form) = self.by_text.get(text) {
                return *form;
            }
        } else if let Some(form) = self.with_norm.get(&(text.into(), norm)) {
            return *form;
        }
        let form = self.lexemes.len() as FormId;
        let mut lexeme = norms.lexeme(text);
        if norm == 0 {
            self.by_text.insert(text.into(), form);
        } else {
            lexeme.norm = tokenizer.norm(norm).into();
            lexeme.norm_id = string_id(&lexeme.norm);
            self.with_norm.insert((text.into(), norm), form);
        }
        self.lexemes.push(lexeme);
        self.begins_phrase.push(tokenizer.begins_phrase(text));
        form
    }

    /// Puts exceptions together again that the affix patterns tore apart: the longest first, of equally long ones
    /// the leftmost, none where another has been.
    fn join_phrases(&mut self, text: &str, tokens: &mut Vec<Cut>, tokenizer: &Tokenizer, norms: &Norms) {
        let word = |i: usize| tokens.get(i).map(|t: &Cut| &text[t.start as usize..t.end as usize]);
        let mut found: Vec<(usize, usize)> = (0..tokens.len())
            .filter(|i| self.begins_phrase[tokens[*i].form as usize])
            .flat_map(|i| tokenizer.phrases_at(i, word).map(move |n| (i, i + n)).collect::<Vec<_>>())
            .collect();
        if found.is_empty() {
            return;
        }
        found.sort_by_key(|(from, to)| (usize::MAX - (to - from), *from));
        let mut taken = vec![false; tokens.len()];
        found.retain(|(from, to)| {
            let free = !taken[*from] && !taken[*to - 1];
            taken[*from..*to].fill(true);
            free
        });
        found.sort_unstable();
        let mut out = Vec::with_capacity(tokens.len());
        let mut next = 0;
        for (from, to) in found {
            out.extend_from_slice(&tokens[next..from]);
            next = to;
            let (start, end) = (tokens[from].start, tokens[to - 1].end);
            let words = &text[start as usize..end as usize];
            let Some(parts) = tokenizer.exception(words) else {
                out.extend_from_slice(&tokens[from..to]);
                continue;
            };
            let mut start = start;
            for part in parts {
                let end = start + part.len;
                let form = self.form(&text[start as usize..end as usize], part.norm, tokenizer, norms);
                out.push(Cut { start, end, form, space: false });
                start = end;
            }
            if let Some(last) = out.last_mut() {
                last.space = tokens[to - 1].space;
            }
        }
        out.extend_from_slice(&tokens[next..]);
        *tokens = out;
    }
}
