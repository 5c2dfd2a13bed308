//! A whole pipeline: from a text to tokens with every column filled.
//!
//! A [`Model`] is immutable and can be shared between threads. What a thread needs to work with, forms met so far
//! and buffers, comes from a pool and goes back to it.

use crate::{
    Error, Files, Identity,
    config::Config,
    forms::{Cut, FormId, Forms},
    kernel::Kernel,
    known,
    lemmatizer::Lemmatizer,
    lexeme::Norms,
    ner::{self, Recogniser},
    parser::{self, Parser},
    ruler::{Ruler, Seen},
    tagger::Tagger,
    tok2vec::{self, Embedded, Tok2Vec},
    tokenizer::Tokenizer,
    vectors::{self, Vectors},
    weights::Weights,
};
use hashbrown::HashMap;
use onrecord_doc::{Token, Tokens, Word, Words};
use std::{path::Path, sync::Mutex};

/// Texts longer than this many bytes are read in parts, cut at a line end or a space. spaCy refuses texts of more
/// than a million characters; below that, nothing is cut and the result is spaCy's.
const LONGEST_PART: usize = 1_000_000;

/// A loaded pipeline.
pub struct Model {
    identity: Identity,
    kernel: Kernel,
    tokenizer: Tokenizer,
    norms: Norms,
    vectors: Vectors,
    shared: Tok2Vec,
    own: Tok2Vec,
    tagger: Tagger,
    parser: Parser,
    ner: Recogniser,
    ruler: Ruler,
    lemmatizer: Lemmatizer,
    pool: Mutex<Vec<Workspace>>,
}

/// What the networks of a model know of each token beyond its columns, for networks trained on that model.
#[derive(Clone, Debug, Default)]
pub struct Features {
    width: usize,
    context: Vec<f32>,
    rows: Vec<Option<u32>>,
}

impl Features {
    /// What tagger and parser see of token `i`: the word with its neighbours.
    ///
    /// # Panics
    ///
    /// If there is no such token.
    pub fn context(&self, i: usize) -> &[f32] {
        &self.context[i * self.width..(i + 1) * self.width]
    }

    /// The row of the token's static vector, for [`Model::static_vector`]; none for words that have no vector.
    ///
    /// # Panics
    ///
    /// If there is no such token.
    pub fn row(&self, i: usize) -> Option<u32> {
        self.rows[i]
    }
}

/// What one thread needs to read a text.
#[derive(Default)]
struct Workspace {
    forms: Forms,
    /// For every form what it contributes to the shared vectors, without and with a space after it, and to the
    /// recogniser's own.
    embedded: Vec<[Option<Embedded>; 3]>,
    /// Lemmas by form, part of speech and morphology.
    lemmas: HashMap<(FormId, Word, Word), Word>,
    words: Words,
    encoder: tok2vec::Scratch,
    parser: parser::Scratch,
    ner: ner::Scratch,
    shared: Vec<f32>,
    own: Vec<f32>,
}

const OWN: usize = 2;

/// New forms whose vectors are computed together.
const EMBEDDED_AT_ONCE: usize = 192;

impl Model {
    /// Opens the pipeline at `path`: a model folder, a folder that holds one, or a wheel.
    ///
    /// # Errors
    ///
    /// Fails if files are missing, damaged, or of a pipeline that this program does not run.
    pub fn open(path: &Path) -> Result<Model, Error> {
        Model::load(&Files::open(path)?)
    }

    /// Builds the pipeline from its files.
    ///
    /// # Errors
    ///
    /// As [`Model::open`].
    pub fn load(files: &Files) -> Result<Model, Error> {
        Model::load_with(files, Kernel::best())
    }

    /// Builds the pipeline for one kernel, which this processor must be able to run.
    pub(crate) fn load_with(files: &Files, kernel: Kernel) -> Result<Model, Error> {
        let load = || -> Result<Model, Error> {
            let need = |name: &str| files.need(name);
            // The parts of a model are built side by side: a report is read in a fraction of the time that loading
            // one after the other would take.
            std::thread::scope(|scope| {
                let identity = scope.spawn(|| known::verify(files));
                let vectors = scope.spawn(|| Vectors::load(need("vocab/vectors")?, need("vocab/key2row")?));
                let words = scope.spawn(|| -> Result<_, Error> {
                    Ok((
                        Tokenizer::load(need("tokenizer")?)?,
                        Norms::load(need("vocab/lookups.bin")?)?,
                        Ruler::load(need("attribute_ruler/patterns")?)?,
                        Lemmatizer::load(need("lemmatizer/lookups/lookups.bin")?)?,
                    ))
                });
                let config = Config::parse(need("config.cfg")?)?;
                let network = |file: &'static str| Weights::parse(need(file)?, file);
                let plan = config.plan(vectors::width(need("vocab/vectors")?)?)?;
                let ner = scope.spawn({
                    let shape = plan.ner.clone();
                    move || -> Result<_, Error> {
                        let weights = network("ner/model")?;
                        let own = Tok2Vec::load(&weights, &shape, kernel)?;
                        Ok((own, Recogniser::load(&weights, need("ner/moves")?, shape.width, kernel)?))
                    }
                });
                let shared = Tok2Vec::load(&network("tok2vec/model")?, &plan.shared, kernel)?;
                let width = plan.shared.width;
                let tagger = Tagger::load(&network("tagger/model")?, need("tagger/cfg")?, width, kernel)?;
                let parser = Parser::load(&network("parser/model")?, need("parser/moves")?, width, kernel)?;
                let (tokenizer, norms, ruler, lemmatizer) = join(words)?;
                let (own, ner) = join(ner)?;
                Ok(Model {
                    identity: join(identity)?,
                    kernel,
                    tokenizer,
                    norms,
                    vectors: join(vectors)?,
                    shared,
                    own,
                    tagger,
                    parser,
                    ner,
                    ruler,
                    lemmatizer,
                    pool: Mutex::new(Vec::new()),
                })
            })
        };
        load().map_err(|e| e.under(files.root()))
    }

    /// Name and version: `en_core_web_md-3.8.0`.
    pub fn name(&self) -> &str {
        &self.identity.name
    }

    /// Which model this is, and whether its files are the published ones.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The kernel that it computes with.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// Reads a text: tokens with every column that spaCy fills.
    pub fn analyse(&self, text: &str) -> Tokens {
        self.analyse_from(text, 0)
    }

    /// Reads a text from byte `start` on, as if nothing stood before; offsets are those of the whole text. A start that
    /// is no character boundary reads nothing.
    pub fn analyse_from(&self, text: &str, start: usize) -> Tokens {
        self.run(text, start, None)
    }

    /// As [`Model::analyse_from`], with what networks trained on this model take in.
    pub fn analyse_with_features(&self, text: &str, start: usize) -> (Tokens, Features) {
        let mut features = Features { width: self.shared.width(), context: Vec::new(), rows: Vec::new() };
        let tokens = self.run(text, start, Some(&mut features));
        (tokens, features)
    }

    /// The static vector of a row that [`Features::row`] gave.
    pub fn static_vector(&self, row: u32) -> Option<&[f32]> {
        self.vectors.row(row)
    }

    /// The static vector of a word; none for words that have none, and in models without vectors.
    pub fn word_vector(&self, word: &str) -> Option<&[f32]> {
        self.vectors.find(crate::hash::string_id(word))
    }

    /// Values in a static vector; 0 in a model that has none.
    pub fn static_width(&self) -> usize {
        self.vectors.width()
    }

    fn run(&self, text: &str, start: usize, mut features: Option<&mut Features>) -> Tokens {
        let mut workspace = self.pool.lock().ok().and_then(|mut pool| pool.pop()).unwrap_or_default();
        let mut words = Words::default();
        let mut tokens = Vec::new();
        for part in parts(text, start) {
            // What is remembered only saves time, so it may be forgotten between any two texts.
            if workspace.forms.is_full() {
                workspace = Workspace::default();
            }
            let (offset, features) = (part.start as u32, features.as_deref_mut());
            self.read(&text[part], offset, &mut workspace, &mut words, &mut tokens, features);
        }
        if let Ok(mut pool) = self.pool.lock() {
            pool.push(workspace);
        }
        Tokens::new(words, tokens)
    }

    /// Reads one part of a text, which starts at byte `offset`, and appends its tokens and features.
    fn read(
        &self,
        text: &str,
        offset: u32,
        workspace: &mut Workspace,
        words: &mut Words,
        out: &mut Vec<Token>,
        features: Option<&mut Features>,
    ) {
        let w = workspace;
        let cuts = w.forms.tokenise(text, &self.tokenizer, &self.norms);
        if cuts.is_empty() {
            return;
        }
        self.embed(&cuts, &w.forms, &mut w.embedded);
        let embedded = &w.embedded;
        let contributed = |cut: &Cut, variant: usize| -> &Embedded {
            embedded[cut.form as usize][variant].as_ref().expect("`embed` has filled it for every token")
        };
        self.shared.encode(
            cuts.len(),
            |i| contributed(&cuts[i], usize::from(cuts[i].space)),
            &mut w.encoder,
            &mut w.shared,
        );
        self.own.encode(cuts.len(), |i| contributed(&cuts[i], OWN), &mut w.encoder, &mut w.own);
        let lexemes = &w.forms.lexemes;
        if let Some(features) = features {
            features.context.extend_from_slice(&w.shared);
            let row = |cut: &Cut| self.vectors.find_row(lexemes[cut.form as usize].orth);
            features.rows.extend(cuts.iter().map(row));
        }
        let is_space = |i: usize| lexemes[cuts[i].form as usize].is_space;
        let tags = self.tagger.tag(&w.shared);
        let tree = self.parser.parse(&w.shared, is_space, &mut w.parser);
        let names = self.ner.find(&w.own, &tree.starts, is_space, &mut w.ner);
        let seen: Vec<Seen> = (0..cuts.len())
            .map(|i| Seen {
                tag: &self.tagger.labels()[usize::from(tags[i])],
                lower: &lexemes[cuts[i].form as usize].lower,
                dep: self.parser.label(tree.labels[i]),
                is_space: is_space(i),
            })
            .collect();
        let said = self.ruler.apply(&seen);
        let first = out.len() as u32;
        for (i, cut) in cuts.iter().enumerate() {
            let lexeme = &lexemes[cut.form as usize];
            let (pos, morph) = (said[i].pos.unwrap_or(""), said[i].morph.unwrap_or(""));
            let lemma = match said[i].lemma {
                Some(lemma) => words.add(lemma),
                None => {
                    let key = (cut.form, w.words.add(pos), w.words.add(morph));
                    let lemma = *w.lemmas.entry(key).or_insert_with(|| {
                        w.words.add(&self.lemmatizer.lemma(&lexeme.text, &lexeme.lower, pos, morph))
                    });
                    words.add(w.words.get(lemma))
                }
            };
            out.push(Token {
                start: offset + cut.start,
                end: offset + cut.end,
                space: cut.space,
                norm: words.add(&lexeme.norm),
                shape: words.add(&lexeme.shape),
                tag: words.add(said[i].tag.unwrap_or(seen[i].tag)),
                pos: words.add(pos),
                morph: words.add(morph),
                lemma,
                lower: words.add(&lexeme.lower),
                head: first + tree.heads[i],
                dep: words.add(said[i].dep.unwrap_or(seen[i].dep)),
                sent_start: tree.starts[i],
                iob: names[i].0,
                ent_type: words.add(&self.ner.types()[usize::from(names[i].1)]),
            });
        }
    }

    /// Makes sure that what the tokens' forms contribute is known.
    fn embed(&self, cuts: &[Cut], forms: &Forms, embedded: &mut Vec<[Option<Embedded>; 3]>) {
        embedded.resize_with(forms.lexemes.len(), Default::default);
        for (network, variants) in [(&self.shared, [0, 1]), (&self.own, [OWN, OWN])] {
            let mut wanted: Vec<(FormId, usize)> = cuts
                .iter()
                .map(|cut| (cut.form, variants[usize::from(cut.space)]))
                .filter(|(form, variant)| embedded[*form as usize][*variant].is_none())
                .collect();
            wanted.sort_unstable();
            wanted.dedup();
            for wanted in wanted.chunks(EMBEDDED_AT_ONCE) {
                let forms: Vec<tok2vec::Form> = wanted
                    .iter()
                    .map(|(form, variant)| {
                        let lexeme = &forms.lexemes[*form as usize];
                        let ids = [
                            lexeme.norm_id,
                            lexeme.prefix_id,
                            lexeme.suffix_id,
                            lexeme.shape_id,
                            u64::from(*variant == 1),
                            u64::from(lexeme.is_space),
                        ];
                        tok2vec::Form { ids, vector: self.vectors.find(lexeme.orth) }
                    })
                    .collect();
                for ((form, variant), new) in wanted.iter().zip(network.embed(&forms)) {
                    embedded[*form as usize][*variant] = Some(new);
                }
            }
        }
    }
}

/// A thread that ended in a panic is a damaged model that slipped through the checks: an error, not a crash.
fn join<T>(thread: std::thread::ScopedJoinHandle<'_, Result<T, Error>>) -> Result<T, Error> {
    thread.join().unwrap_or_else(|_| Err(Error::damaged("the model could not be built")))
}

/// The parts in which a text is read from `start` on, each at most [`LONGEST_PART`] bytes.
fn parts(text: &str, mut start: usize) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|r| !r.is_empty())?;
        let mut end = text.len();
        if rest.len() > LONGEST_PART {
            end = start + LONGEST_PART;
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let part = &text[start..end];
            let cut = part.rfind("\n\n").or_else(|| part.rfind('\n')).or_else(|| part.rfind(' '));
            end = cut.map_or(end, |at| start + at + 1);
        }
        let range = start..end;
        start = end;
        Some(range)
    })
}
