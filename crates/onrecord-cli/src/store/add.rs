//! `onrecord add`: texts in, documents with their records on disk.
//!
//! Three stages overlap: one thread reads files, many read texts and make them ready, one writes. The queues between them
//! are short, so a slow disk holds the readers back and memory stays flat. What the store knows is not read again.

use super::args::{Add, Place};
use super::reread::is_by;
use super::writer::{Item, Writer};
use super::{failed, paths};
use crate::args::{Common, Only, Texts};
use crate::config::Config;
use crate::engine::Engine;
use crate::failure::{self, Exit, Failure};
use crate::inputs::{self, Raw, Text, Unread};
use crate::pipeline::{self, Done};
use crate::read::{cores, now};
use crate::{inputs::Kind, models};
use onrecord_doc::{Document, Input, Reading};
use onrecord_store::{Mode, Origin, Ready, Store, document_id};
use sha2::{Digest, Sha256};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// Reads the texts and stores them.
pub fn run(args: &Add, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let mut texts = args.texts.clone();
    texts.files = paths::files(&texts.files)?;
    texts.publisher = texts.publisher.or_else(|| config.publisher.clone());
    // The store first: nobody should wait for a model to hear that the disk is read-only.
    let store = super::open(&args.place, Mode::Create)?;
    let known = super::open(&args.place, Mode::Read)?;
    let engine = models::engine(&args.with, Only::Whole, common, config)?;
    let threads = args.threads.map(usize::from).or(config.threads).unwrap_or_else(cores);
    failure::note(!common.verbose, format_args!("threads: {threads}"));

    let reader = Reader {
        now: args.reread.then(|| engine.reading()),
        engine,
        known: Mutex::new(known),
        place: args.place.clone(),
    };
    let work = move |raw: Raw, texts: &Texts| one(raw, texts, &reader);
    let total = inputs::total_size(&texts);
    let writer = Writer::start(store, args, common, total, threads);
    let passed = pipeline::raws(&Arc::new(texts), threads, work, |done| writer.give(done));
    // When the writer has failed, what it says is the reason.
    let written = writer.finish()?;
    passed?;
    written.say(common, threads);
    Ok(if written.refused > 0 { Exit::Partly.into() } else { ExitCode::SUCCESS })
}

/// What the reading threads share.
struct Reader {
    engine: Engine,
    known: Mutex<Store>,
    place: Place,
    /// What new readings say of who made them, if what others have made is to be read again.
    now: Option<Reading>,
}

/// How the store stands to a text.
enum Kept {
    Not,
    Yes,
    ByAnother,
}

impl Reader {
    fn kept(&self, id: &str) -> Result<Kept, onrecord_store::Error> {
        let store = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(match &self.now {
            _ if !store.knows(id)? => Kept::Not,
            Some(now) => match store.document(id) {
                Ok(stored) if is_by(&stored.document.reading, now) => Kept::Yes,
                Err(e) if e.is_removed() => Kept::Yes,
                Ok(_) => Kept::ByAnother,
                Err(e) => return Err(e),
            },
            None => Kept::Yes,
        })
    }

    fn read(&self, input: Input) -> Document {
        let mut doc = self.engine.read(input);
        doc.reading.at = Some(now());
        doc
    }
}

/// Makes one input ready to be stored, unless it is there.
fn one(raw: Raw, texts: &Texts, reader: &Reader) -> Done<Item> {
    let (size, name, fallback_id) = (raw.size, raw.name.clone(), raw.fallback_id.clone());
    let source = match &raw.kind {
        Kind::Text(bytes)
        | Kind::Html(bytes)
        | Kind::JsonLine(bytes)
        | Kind::Ninjs(bytes)
        | Kind::NewsItem(bytes) => Some(sha256(bytes)),
        Kind::Given(_) | Kind::Refused(_) => None,
    };
    // A page of an archive is named by its place there, which is no file.
    let is_whole = matches!(raw.kind, Kind::Text(_) | Kind::Html(_)) && name == fallback_id;
    let is_file = is_whole && name != inputs::STDIN;
    let Text { input, key: own, notes } = match inputs::parse(raw, texts) {
        Ok(text) => text,
        Err(unread) => {
            return Done { size, words: 0, notes: Vec::new(), result: Err(Unread { id: name, ..unread }) };
        }
    };
    let words = input.text.split_whitespace().count();
    let key = own.unwrap_or_else(|| key(&input, is_file.then_some(name.as_str())));
    let id = document_id(&key, &input.text);
    let result = match reader.kept(&id) {
        Ok(Kept::Yes) => Ok(Item::Known { id, key }),
        Ok(Kept::ByAnother) => pipeline::guarded(&name, &fallback_id, || Item::Again {
            doc: Box::new(reader.read(input)),
            id,
            key,
        }),
        Ok(Kept::Not) => pipeline::guarded(&name, &fallback_id, || {
            let doc = reader.read(input);
            let start = Instant::now();
            let ready = Ready::of(&doc, Origin { key: &key, source_sha256: source.as_deref() });
            ready.map(|ready| (ready, super::title(&doc), start.elapsed()))
        })
        .and_then(|made| {
            let (ready, title, took) =
                made.map_err(|e| Unread::new(&name, pipeline::fault(&name).because(&e)))?;
            Ok(Item::Ready { ready: Box::new(ready), key, title, took })
        }),
        Err(e) => Ok(Item::Stop(failed(&e, &reader.place))),
    };
    Done { size, words, notes, result }
}

/// What names the text among all others: its URL, its own id, the path of its file; else its words.
fn key(input: &Input, file: Option<&str>) -> String {
    let own = input.url.as_deref().or(input.id.as_deref()).filter(|k| !k.is_empty()).map(str::to_owned);
    own.or_else(|| file.map(paths::key))
        .unwrap_or_else(|| format!("sha256:{}", sha256(input.text.as_bytes())))
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}
