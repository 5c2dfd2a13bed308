//! Reading: from a text to its records. The order of the passes is the code.

use crate::entities::{Cast, Seen};
use crate::heads::{Answer, Sight, known, units};
use crate::pairs::Tuned;
use crate::{
    Data, Heads, agenda, claims, entities, events, places, quantities, quotes, relations, sentences,
    statements, times, undated,
};
use onrecord_doc::{Document, Input, Reading};
use onrecord_lang::Model;

/// How far a text is read. Each value takes in those before it; the time each takes is the speed budget of
/// `ARCHITECTURE.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Tokens alone.
    Lang,
    /// And sentences, quotations and statements.
    Statements,
    /// And times, mentions and entities.
    Entities,
    /// Everything.
    #[default]
    Whole,
}

/// A model, the data and the heads: what reads texts.
///
/// It never changes and can be shared between threads.
pub struct Reader {
    model: Model,
    data: Data,
    heads: Heads,
    tuned: Option<Tuned>,
}

impl Reader {
    /// A reader of that model and data; without heads ([`Heads::default`]) rules alone answer.
    pub fn new(model: Model, data: Data, heads: Heads) -> Reader {
        Reader { model, data, heads, tuned: None }
    }

    /// The model.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The data.
    pub fn data(&self) -> &Data {
        &self.data
    }

    /// The heads.
    pub fn heads(&self) -> &Heads {
        &self.heads
    }

    /// The same with a second opinion on events that are in doubt: better, and slower.
    #[must_use]
    pub fn with_tuned(self, tuned: Tuned) -> Reader {
        Reader { tuned: Some(tuned), ..self }
    }

    /// The second opinion, where there is one.
    pub fn tuned(&self) -> Option<&Tuned> {
        self.tuned.as_ref()
    }

    /// Names of the models that read: the base model, and the encoder of the second opinion.
    fn models(&self) -> String {
        let tuned = self.tuned.iter().map(|t| format!(" + {}", t.base())).collect::<String>();
        self.model.name().to_owned() + &tuned
    }

    /// SHA-256 of all weights that are ours; with a second opinion one over both hashes.
    fn weights(&self) -> String {
        let heads = self.heads.sha256();
        match &self.tuned {
            None => heads.to_owned(),
            Some(tuned) => onrecord_lang::known::sha256(format!("{heads}{}", tuned.sha256()).as_bytes()),
        }
    }

    /// The records of a text. The same text, data and model give the same records on any machine.
    pub fn read(&self, input: Input) -> Document {
        self.read_to(input, Depth::Whole)
    }

    /// The records of a text as far as asked.
    pub fn read_to(&self, input: Input, depth: Depth) -> Document {
        let mut doc = Document::new(input);
        doc.language = Some("en".to_owned());
        doc.reading = Reading {
            program: concat!("onrecord ", env!("CARGO_PKG_VERSION")).to_owned(),
            model: self.models(),
            data: self.data.sha256().to_owned(),
            heads: self.weights(),
            at: None,
        };
        if depth == Depth::Lang {
            doc.tokens = self.model.analyse(doc.text());
            return doc;
        }
        // White space in front is a token to the models and turns some of their answers; it says nothing.
        let start = doc.text().len() - doc.text().trim_start().len();
        let (tokens, features) = self.model.analyse_with_features(doc.text(), start);
        doc.tokens = tokens;
        doc.sentences = sentences::find(&doc, &self.data.leftovers);
        if depth >= Depth::Entities {
            doc.dateline = times::dateline(&doc);
            doc.published = times::published(&doc, &self.data.times);
            if let Some(published) = undated::infer(&doc, &self.data) {
                doc.published = published;
            }
            doc.times = times::find(&doc, &self.data.times);
            doc.findings = times::findings(&doc, &self.data.times);
        }
        let quotations = quotes::find(doc.text());
        let units = units::find(doc.text(), &doc.tokens, &quotations);
        let sight = Sight { tokens: &doc.tokens, features: &features, model: &self.model, units };
        let tagged = self.heads.statements().map(|head| head.find(&sight, self.data.rules.lexicon()));
        if depth >= Depth::Entities {
            let cast = self.cast(&doc, &sight, tagged.as_ref());
            (doc.mentions, doc.entities) = (cast.mentions, cast.entities);
            doc.places = places::find(&doc, &self.data.places, &self.data.actors);
            doc.entities = self.data.codes.at_home(&doc);
        }
        doc.statements = statements::find(&doc, &self.data, quotations, tagged.as_ref());
        if depth >= Depth::Entities {
            doc.quantities = quantities::find(&doc, &self.data);
            let events::Found { events, entities, quantities } = {
                let classifiers =
                    self.heads.pairs().map(|pairs| events::Classifiers { pairs, tuned: self.tuned() });
                events::find(&doc, &self.data, Some(&self.model), classifiers)
            };
            (doc.events, doc.entities, doc.quantities) = (events, entities, quantities);
            doc.claims = claims::find(&doc, &self.data);
            doc.relations = relations::find(&doc, &self.data);
            doc.agenda = agenda::find(&doc, &self.data.agenda, doc.published.day);
        }
        doc
    }

    /// Who is who, with the heads where there are any, and what codes they have.
    fn cast(&self, doc: &Document, sight: &Sight, tagged: Option<&Answer>) -> Cast {
        let actors = &self.data.actors;
        let mut cast = match (self.heads.mentions(), self.heads.antecedents()) {
            (Some(mentions), Some(ranker)) => {
                let marks = mentions.find(sight, &known::classes(doc, actors));
                entities::find(doc, actors, Some(&Seen { sight, marks: &marks, tagged, ranker }))
            }
            _ => entities::find(doc, actors, None),
        };
        cast.entities = self.data.codes.entities(doc, &cast.mentions, &cast.entities);
        cast
    }
}
