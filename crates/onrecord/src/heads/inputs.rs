//! What a head takes in for each token: a sum of what its columns add.
//!
//! Every column has a table with one row a value, in the width of the network, so that a token's input is a handful of
//! row additions and one product with what the base model's networks see.

use super::{
    Error,
    layers::{Linear, Norm, hard_swish},
    units::{self, Sight, Unit},
    weights::Weights,
};
use hashbrown::HashMap;
use onrecord_doc::{Iob, Word};
use onrecord_lang::kernel::{self, Kernel};

/// A row for each value of a column.
struct Table {
    rows: HashMap<String, usize>,
    values: Vec<f32>,
    width: usize,
}

impl Table {
    /// Reads the array `name`, whose rows the metadata of the same name tell.
    fn load(weights: &Weights, name: &str, width: usize) -> Result<Table, Error> {
        let names: Vec<String> = weights.list(name)?;
        let values = weights.shaped(name, &[names.len(), width])?;
        let count = names.len();
        let rows: HashMap<String, usize> = names.into_iter().enumerate().map(|(n, name)| (name, n)).collect();
        if count == 0 || rows.len() < count {
            return Err(Error(format!("metadata `{name}` name nothing or one thing twice")));
        }
        Ok(Table { rows, values, width })
    }

    fn row(&self, n: usize) -> &[f32] {
        &self.values[n * self.width..(n + 1) * self.width]
    }
}

/// The columns that are words: a number for the look-up that remembers them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Column {
    Tag,
    Dep,
    Name(Iob),
    Lemma,
    Above,
    Below,
}

/// The first layer of a head. A token is told its own columns, the tag of its head (`above`) and, added up, the
/// dependency labels of what hangs from it (`below`).
pub struct Inputs {
    tags: Table,
    deps: Table,
    ents: Table,
    lemmas: Table,
    classes: Table,
    above: Table,
    below: Table,
    quotes: Vec<f32>,
    places: Vec<f32>,
    context: Linear,
    statics: Linear,
    norm: Norm,
    width: usize,
    kernel: Kernel,
}

impl Inputs {
    /// Reads its arrays.
    pub fn load(weights: &Weights, kernel: Kernel) -> Result<Inputs, Error> {
        let [width, context] = weights.matrix("context.weight")?;
        let [_, statics] = weights.matrix("statics.weight")?;
        let table = |name: &str| Table::load(weights, name, width);
        Ok(Inputs {
            tags: table("tags")?,
            deps: table("deps")?,
            ents: table("ents")?,
            lemmas: table("lemmas")?,
            classes: table("classes")?,
            above: table("above")?,
            below: table("below")?,
            quotes: weights.shaped("quotes", &[4, width])?,
            places: weights.shaped("places", &[units::PLACES, width])?,
            context: Linear::load(weights, "context", width, context, kernel)?,
            statics: Linear::load(weights, "statics", width, statics, kernel)?,
            norm: Norm::load(weights, "input_norm", width, kernel)?,
            width,
            kernel,
        })
    }

    /// Values of a token's input.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many dependency labels it knows.
    pub fn deps(&self) -> usize {
        self.deps.rows.len()
    }

    /// Number of a dependency label; that of the first for labels that were never seen.
    pub fn dep(&self, label: &str) -> usize {
        self.deps.rows.get(label).copied().unwrap_or(0)
    }

    /// The inputs of all tokens of `units`, one row a token; `classes` are those that the head knows of a token.
    pub fn of<'c, C: AsRef<str> + 'c>(
        &self,
        units: &[Unit],
        sight: &Sight,
        classes: impl Fn(usize) -> &'c [C],
    ) -> Vec<f32> {
        let Sight { tokens, features, model, .. } = sight;
        let w = self.width;
        let numbers = || units.iter().flat_map(|u| u.tokens.iter().copied());
        let context: Vec<f32> = numbers().flat_map(|t| features.context(t).iter().copied()).collect();
        let mut x = self.context.apply(&context, numbers().count());
        // One product for each different static vector.
        let mut different: Vec<u32> = numbers().filter_map(|t| features.row(t)).collect();
        different.sort_unstable();
        different.dedup();
        let vector = |row: &u32| model.static_vector(*row).unwrap_or_default();
        let statics: Vec<f32> = different.iter().flat_map(vector).copied().collect();
        let statics = self.statics.apply(&statics, different.len());
        let mut known: HashMap<(Column, Word), Option<usize>> = HashMap::new();
        let places = units.iter().flat_map(|u| (0..u.len()).map(move |n| (u, n)));
        let mut first = 0;
        for (at, (unit, n)) in places.enumerate() {
            if n == 0 {
                first = at;
            }
            let (t, head) = (unit.tokens[n], unit.heads[n]);
            let mut find = |column: Column, word: Word, table: &Table, name: &dyn Fn() -> String| {
                *known.entry((column, word)).or_insert_with(|| table.rows.get(&name()).copied())
            };
            let tag = find(Column::Tag, tokens.tag_word(t), &self.tags, &|| tokens.tag(t).to_owned());
            let dep = find(Column::Dep, tokens.dep_word(t), &self.deps, &|| tokens.dep(t).to_owned());
            let kind = Column::Name(tokens.iob(t));
            let ent = find(kind, tokens.ent_type_word(t), &self.ents, &|| units::name_kind(tokens, t));
            let lemma =
                find(Column::Lemma, tokens.lemma_word(t), &self.lemmas, &|| tokens.lemma(t).to_lowercase());
            let above = unit.tokens[head];
            let above =
                find(Column::Above, tokens.tag_word(above), &self.above, &|| tokens.tag(above).to_owned());
            let below = find(Column::Below, tokens.dep_word(t), &self.below, &|| tokens.dep(t).to_owned());
            if let Some(row) = below.filter(|_| head != n) {
                let head = first + head;
                kernel::add(self.kernel, &mut x[head * w..(head + 1) * w], self.below.row(row));
            }
            let mut add = |row: &[f32]| kernel::add(self.kernel, &mut x[at * w..(at + 1) * w], row);
            for (table, row) in
                [(&self.tags, tag), (&self.deps, dep), (&self.ents, ent), (&self.above, above)]
            {
                if let Some(row) = row {
                    add(table.row(row));
                }
            }
            // Row 0 stands for all lemmas that were too rare to learn.
            add(self.lemmas.row(lemma.unwrap_or(0)));
            let place = n.min(units::PLACES - 1);
            add(&self.quotes[unit.quotes[n] as usize * w..][..w]);
            add(&self.places[place * w..][..w]);
            for class in classes(t) {
                if let Some(row) = self.classes.rows.get(class.as_ref()) {
                    add(self.classes.row(*row));
                }
            }
            if let Some(row) = features.row(t).and_then(|row| different.binary_search(&row).ok()) {
                add(&statics[row * w..][..w]);
            }
        }
        hard_swish(&mut x);
        x.chunks_exact_mut(w).for_each(|row| self.norm.apply(row));
        x
    }
}
