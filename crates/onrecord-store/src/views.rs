//! The views: one line a record, with names in place of numbers, for those who come with SQL, R or pandas. Every view of
//! records begins with the record's id and its document and ends with what is known of its making.

use crate::ids::{Kind, PREFIX};
use crate::schema::Column;
use std::sync::LazyLock;

/// One view.
#[derive(Clone, Debug)]
pub struct View {
    /// Name.
    pub name: &'static str,
    /// What a row is.
    pub means: &'static str,
    /// The columns in order, each with its expression.
    pub columns: Vec<Column>,
    from: String,
}

impl View {
    /// The statement that makes it.
    pub fn sql(&self) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|c| format!("  {} AS \"{}\"", c.sql, c.name)).collect();
        format!("CREATE VIEW \"{}\" AS SELECT\n{}\nFROM {}", self.name, columns.join(",\n"), self.from)
    }

    /// A question for its rows under a condition on its tables: `d` for documents, `r` for records. Through the view
    /// itself a record could be found by nothing that has an index.
    pub(crate) fn select(&self, condition: &str) -> String {
        let columns: Vec<String> =
            self.columns.iter().map(|c| format!("{} AS \"{}\"", c.sql, c.name)).collect();
        format!("SELECT {} FROM {} WHERE {condition}", columns.join(", "), self.from)
    }
}

/// The views in the order of the page.
pub static VIEWS: LazyLock<Vec<View>> = LazyLock::new(|| {
    vec![
        documents(),
        statements(),
        events(),
        entities(),
        claims(),
        relations(),
        agenda(),
        places(),
        times(),
        quantities(),
        mentions(),
        corrections(),
    ]
});

type C<'a> = (&'a str, &'a str, &'a str);

fn columns(list: &[C<'_>]) -> Vec<Column> {
    list.iter()
        .map(|(name, sql, means)| Column {
            name: (*name).to_owned(),
            sql: (*sql).to_owned(),
            means: (*means).to_owned(),
        })
        .collect()
}

pub(crate) const CURRENT: &str = "NOT EXISTS (SELECT 1 FROM documents x WHERE x.replaces = d.number) \
     AND NOT EXISTS (SELECT 1 FROM withdrawals w WHERE w.key = d.key)";

/// The id of the record of type `kind` whose document is `d` and whose tag is `tag`.
fn id(kind: Kind, tag: &str) -> String {
    format!("substr(d.id, 1, {PREFIX}) || '-{}' || printf('%08x', {tag})", kind.letter())
}

/// A view of the table of that type, whose rows are `r` and whose documents are `d`.
fn records(name: &'static str, means: &'static str, kind: Kind, own: &[C<'_>], joins: &str) -> View {
    let id = id(kind, "r.tag");
    let corrected = format!(
        "(SELECT group_concat(x.field || ' by ' || x.person, '; ') FROM corrections x \
         WHERE x.document = r.document AND x.record = '{}' || printf('%08x', r.tag))",
        kind.letter()
    );
    let head: [C<'_>; 6] = [
        ("id", &id, "id of the record"),
        ("document", "d.id", "id of the document"),
        ("published", "d.published", "day of publication"),
        ("publisher", "d.publisher", "who published the document"),
        ("title", "d.title", "headline of the document"),
        ("url", "d.url", "where it was published"),
    ];
    let tail: [C<'_>; 4] = [
        ("score", "r.score", "probability that it is right, 0 to 1"),
        ("maker", "m.name", "rule, model or person that made it"),
        ("corrected", &corrected, "fields that a person put right, and who: `act by Ada Stone`"),
        ("current", CURRENT, "0 where a newer version of the document is in the store or it was withdrawn"),
    ];
    View {
        name,
        means,
        columns: columns(&[&head[..], own, &tail[..]].concat()),
        from: format!(
            "{} r JOIN documents d ON d.number = r.document JOIN makers m ON m.number = r.maker{joins}",
            kind.table()
        ),
    }
}

/// The speaker of the statement whose number the expression gives, or the publisher.
fn voice(n: &str) -> String {
    format!(
        "CASE WHEN {n} IS NULL THEN coalesce(d.publisher, 'the report') ELSE (SELECT coalesce(ve.name, vs.source) \
         FROM statements vs LEFT JOIN entities ve ON ve.document = vs.document AND ve.n = vs.source_entity \
         WHERE vs.document = r.document AND vs.n = {n}) END"
    )
}

fn documents() -> View {
    let count = |t: &str| format!("(SELECT count(*) FROM {t} x WHERE x.document = d.number)");
    let (statements, events) = (count("statements"), count("events"));
    View {
        name: "document_list",
        means: "One line a document.",
        columns: columns(&[
            ("id", "d.id", "id of the document"),
            ("key", "d.key", "canonical URL or file key; versions of one text share it"),
            ("title", "d.title", "headline"),
            ("url", "d.url", "where it was published"),
            ("publisher", "d.publisher", "who published it"),
            ("published", "d.published", "day of publication"),
            ("published_basis", "d.published_basis", "how the day is known"),
            ("dateline", "d.dateline", "place before the first sentence"),
            ("language", "d.language", "ISO 639-1"),
            ("characters", "length(d.text)", "length of the text in code points"),
            ("statements", &statements, "how many statements it has"),
            ("events", &events, "how many events it has"),
            ("added", "d.added", "when it was added, UTC"),
            ("program", "p.program", "what read it"),
            ("model", "p.model", "with which base model"),
            (
                "replaces",
                "(SELECT x.id FROM documents x WHERE x.number = d.replaces)",
                "id of the version before",
            ),
            (
                "replaced_by",
                "(SELECT x.id FROM documents x WHERE x.replaces = d.number)",
                "id of the version after",
            ),
            (
                "withdrawn",
                "(SELECT w.reason FROM withdrawals w WHERE w.key = d.key)",
                "the publisher's reason for taking it back",
            ),
            ("current", CURRENT, "0 where a newer version is in the store or it was withdrawn"),
        ]),
        from: "documents d LEFT JOIN readings g ON g.number = d.reading \
               LEFT JOIN programs p ON p.number = g.program"
            .to_owned(),
    }
}

fn statements() -> View {
    let inside = id(Kind::Statement, "o.tag");
    let inside = format!("CASE WHEN o.n IS NULL THEN NULL ELSE {inside} END");
    records(
        "statement_list",
        "One line a statement: who said what, how.",
        Kind::Statement,
        &[
            ("speaker", "coalesce(e.name, r.source)", "name of who said it, else the words for him"),
            ("speaker_words", "r.source", "the words for him"),
            ("speaker_type", "e.type", "`person organisation country …`"),
            ("speaker_country", "e.country", "ISO 3166 alpha-2"),
            ("anonymous", "r.anonymous", "1 where the name is withheld"),
            ("act", "r.act", "kind of speech act"),
            ("manner", "r.manner", "`direct indirect mixed`"),
            ("cue", "r.cue", "the words that tell that it was said"),
            ("content", "r.content", "what was said"),
            ("addressee", "coalesce(a.name, r.addressee)", "to whom"),
            ("channel", "coalesce(h.name, r.channel)", "through which outlet, document or meeting"),
            ("said", "t.earliest", "first day on which it can have been said, where the text tells"),
            ("inside", &inside, "id of the statement that reports this one"),
            ("start", "r.content_start", "first code point of the content"),
            ("end", "r.content_end", "one past the last"),
        ],
        " LEFT JOIN entities e ON e.document = r.document AND e.n = r.source_entity \
         LEFT JOIN entities a ON a.document = r.document AND a.n = r.addressee_entity \
         LEFT JOIN entities h ON h.document = r.document AND h.n = r.channel_entity \
         LEFT JOIN times t ON t.document = r.document AND t.n = r.time \
         LEFT JOIN statements o ON o.document = r.document AND o.n = r.inside",
    )
}

fn events() -> View {
    let party = |side: &str, what: &str| {
        format!(
            "(SELECT group_concat(x.v, '; ') FROM (SELECT {what} AS v FROM event_parties p \
             LEFT JOIN entities e ON e.document = p.document AND e.n = p.entity \
             WHERE p.document = r.document AND p.event = r.n AND p.side = '{side}' ORDER BY p.n) x)"
        )
    };
    let name = "coalesce(e.name, p.quote)";
    // One place a party, so that names and countries can be laid side by side.
    let country = "coalesce(e.country, '')";
    let (actors, actor_countries) = (party("actor", name), party("actor", country));
    let (recipients, recipient_countries) = (party("recipient", name), party("recipient", country));
    let word = voice("r.word");
    records(
        "event_list",
        "One line an event: who did what to whom.",
        Kind::Event,
        &[
            ("type", "r.type", "PLOVER class"),
            ("mode", "r.mode", "PLOVER mode"),
            ("contexts", "r.contexts", "PLOVER contexts, joined by `; `"),
            ("cameo", "r.cameo", "CAMEO code"),
            ("quad", "r.quad", "quadrant"),
            ("plover_score", "r.plover_score", "PLOVER score"),
            ("goldstein", "r.goldstein", "Goldstein value"),
            ("actors", &actors, "names of who did it, joined by `; `"),
            ("actor_countries", &actor_countries, "their countries in the same order, empty where not known"),
            ("recipients", &recipients, "names of those it was done to"),
            ("recipient_countries", &recipient_countries, "their countries in the same order"),
            ("trigger", "r.quote", "the words that tell of it"),
            ("status", "r.status", "whether it took place"),
            ("word", &word, "on whose word: a speaker or the publisher"),
            ("earliest", "r.earliest", "first day on which it can have been"),
            ("latest", "r.latest", "last day"),
            ("place", "l.name", "where"),
            ("place_country", "l.country", "ISO 3166 alpha-2"),
            ("place_level", "l.level", "`country region city site`"),
            ("lat", "l.lat", "degrees north"),
            ("lon", "l.lon", "degrees east"),
            ("quantity", "q.quote", "how many, how much, in the words of the text"),
            ("start", "r.start", "first code point of the trigger"),
            ("end", "r.end", "one past the last"),
        ],
        " LEFT JOIN places l ON l.document = r.document AND l.n = r.place \
         LEFT JOIN quantities q ON q.document = r.document AND q.n = r.quantity",
    )
}

fn entities() -> View {
    records(
        "entity_list",
        "One line an actor or thing of a document.",
        Kind::Entity,
        &[
            ("name", "r.name", "fullest name"),
            ("type", "r.type", "`person organisation country group place …`"),
            ("country", "r.country", "ISO 3166 alpha-2"),
            ("cameo", "r.cameo", "CAMEO actor code"),
            ("sector", "r.sector", "PLOVER sector"),
            ("aliases", "r.aliases", "other names, joined by `; `"),
            (
                "roles",
                "(SELECT group_concat(x.v, '; ') FROM (SELECT o.title || coalesce(' of ' || o.of, '') AS v \
                 FROM entity_roles o WHERE o.document = r.document AND o.entity = r.n ORDER BY o.n) x)",
                "titles and functions",
            ),
            ("key", "r.key", "key under which a data file knows it"),
            ("wikidata", "r.wikidata", "Wikidata number"),
            ("anonymous", "r.anonymous", "1 where the name is withheld"),
            (
                "mentions",
                "(SELECT count(*) FROM mentions x WHERE x.document = r.document AND x.entity = r.n)",
                "how often it is mentioned",
            ),
            ("quote", "r.quote", "its first mention"),
            ("start", "r.start", "first code point of that"),
            ("end", "r.end", "one past the last"),
        ],
        "",
    )
}

fn claims() -> View {
    let voices = |side: &str| {
        format!(
            "(SELECT group_concat(x.v, '; ') FROM (SELECT {} AS v FROM claim_voices p \
             WHERE p.document = r.document AND p.claim = r.n AND p.side = '{side}' ORDER BY p.n) x)",
            voice("p.statement")
        )
    };
    let (asserted, denied) = (voices("asserts"), voices("denies"));
    records(
        "claim_list",
        "One line a claim: what is said to be so, who says it and who denies it.",
        Kind::Claim,
        &[
            ("proposition", "r.proposition", "in words"),
            ("status", "r.status", "`asserted denied disputed under_check conceded open`"),
            ("asserted_by", &asserted, "who says so, joined by `; `"),
            ("denied_by", &denied, "who says that it is not so"),
            ("quote", "r.quote", "the words"),
            ("start", "r.start", "first code point of the words"),
            ("end", "r.end", "one past the last"),
        ],
        "",
    )
}

fn relations() -> View {
    let word = voice("r.word");
    records(
        "relation_list",
        "One line a relation: who stands how to whom.",
        Kind::Relation,
        &[
            ("subject", "coalesce(a.name, r.subject)", "name of the one end, else the words"),
            ("subject_country", "a.country", "ISO 3166 alpha-2"),
            ("type", "r.type", "`ally adversary partner member leads …`"),
            ("object", "coalesce(b.name, r.object)", "name of the other end, else the words"),
            ("object_country", "b.country", "ISO 3166 alpha-2"),
            ("word", &word, "on whose word: a speaker or the publisher"),
            ("quote", "r.quote", "the words"),
            ("start", "r.start", "first code point of the words"),
            ("end", "r.end", "one past the last"),
        ],
        " LEFT JOIN entities a ON a.document = r.document AND a.n = r.subject_entity \
         LEFT JOIN entities b ON b.document = r.document AND b.n = r.object_entity",
    )
}

fn agenda() -> View {
    let words = format!(
        "(SELECT group_concat(x.v, '; ') FROM (SELECT {} AS v FROM agenda_words p \
         WHERE p.document = r.document AND p.item = r.n ORDER BY p.n) x)",
        voice("p.statement")
    );
    records(
        "agenda_list",
        "One line a thing to come.",
        Kind::Agenda,
        &[
            ("what", "r.title", "what it is, in words of the text"),
            ("type", "r.type", "PLOVER class of the event"),
            ("earliest", "r.earliest", "first day on which it can be"),
            ("latest", "r.latest", "last day"),
            ("lasts", "r.lasts", "1 where it takes all these days"),
            ("bound", "r.bound", "`by until from`"),
            ("time", "t.value", "TIMEX3 value, with the clock where the text tells"),
            ("status", "r.status", "`planned conditional postponed cancelled`"),
            ("was_earliest", "r.was_earliest", "first day for which it stood before"),
            ("was_latest", "r.was_latest", "last day for which it stood before"),
            (
                "parties",
                "(SELECT group_concat(x.v, '; ') FROM (SELECT coalesce(e.name, p.quote) AS v FROM agenda_parties p \
                 LEFT JOIN entities e ON e.document = p.document AND e.n = p.entity \
                 WHERE p.document = r.document AND p.item = r.n ORDER BY p.n) x)",
                "who takes part, joined by `; `",
            ),
            ("place", "l.name", "where"),
            ("lat", "l.lat", "degrees north"),
            ("lon", "l.lon", "degrees east"),
            ("word", &words, "on whose word, joined by `; `"),
            ("quote", "r.quote", "the words"),
            ("start", "r.start", "first code point of the words"),
            ("end", "r.end", "one past the last"),
        ],
        " LEFT JOIN times t ON t.document = r.document AND t.n = r.time \
         LEFT JOIN places l ON l.document = r.document AND l.n = r.place",
    )
}

const WORDS: [C<'static>; 3] = [
    ("quote", "r.quote", "the words"),
    ("start", "r.start", "first code point of the words"),
    ("end", "r.end", "one past the last"),
];

fn places() -> View {
    let own: [C<'_>; 8] = [
        ("name", "r.name", "the place's own name"),
        ("country", "r.country", "ISO 3166 alpha-2"),
        ("admin1", "r.admin1", "first-level division"),
        ("lat", "r.lat", "degrees north"),
        ("lon", "r.lon", "degrees east"),
        ("geonames", "r.geonames", "GeoNames number"),
        ("level", "r.level", "`country region city site`"),
        ("sense", "r.sense", "`place actor dateline`"),
    ];
    records("place_list", "One line a place named.", Kind::Place, &[&own[..], &WORDS].concat(), "")
}

fn times() -> View {
    let own: [C<'_>; 6] = [
        ("type", "r.type", "TIMEX3 type"),
        ("value", "r.value", "TIMEX3 value"),
        ("mod", "r.mod", "TIMEX3 modifier"),
        ("earliest", "r.earliest", "first day that it can mean"),
        ("latest", "r.latest", "last day"),
        ("anchor", "r.anchor", "what it was counted from"),
    ];
    records("time_list", "One line a time named.", Kind::Time, &[&own[..], &WORDS].concat(), "")
}

fn quantities() -> View {
    let own: [C<'_>; 5] = [
        ("value", "r.value", "the number"),
        ("low", "r.low", "the least"),
        ("high", "r.high", "the most"),
        ("unit", "r.unit", "ISO 4217 for money, else the word or SI symbol"),
        ("of", "r.of", "what it counts"),
    ];
    records("quantity_list", "One line a number.", Kind::Quantity, &[&own[..], &WORDS].concat(), "")
}

fn mentions() -> View {
    let own: [C<'_>; 3] = [
        ("form", "r.form", "`name nominal pronoun`"),
        ("type", "r.type", "what it stands for"),
        ("entity", "e.name", "name of whom or what"),
    ];
    records(
        "mention_list",
        "One line a mention.",
        Kind::Mention,
        &[&own[..], &WORDS].concat(),
        " LEFT JOIN entities e ON e.document = r.document AND e.n = r.entity",
    )
}

fn corrections() -> View {
    let id = format!("substr(d.id, 1, {PREFIX}) || '-' || r.record");
    View {
        name: "correction_list",
        means: "One line a correction by a person.",
        columns: columns(&[
            ("id", &id, "id of the record"),
            ("document", "d.id", "id of the document"),
            ("field", "r.field", "what was put right"),
            ("old", "r.old", "value before, as JSON"),
            ("new", "r.new", "value after, as JSON"),
            ("person", "r.person", "who"),
            ("at", "r.at", "when, UTC"),
            ("why", "r.why", "for what reason"),
        ]),
        from: "corrections r JOIN documents d ON d.number = r.document".to_owned(),
    }
}
