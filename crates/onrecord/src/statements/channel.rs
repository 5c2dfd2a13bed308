//! Through which outlet, document or meeting something was said, and to whom: the phrases around the cue.

use super::{Places, draft::Draft};
use crate::{Data, rules::Lexicon};
use onrecord_doc::{Document, Id, MentionType, Span, Spans, Tokens};

/// Finds the channel and the addressee of every draft that the rules left without.
pub(super) fn find(doc: &Document, data: &Data, places: &Places, drafts: &mut [Draft]) {
    let look = Look { doc, t: &doc.tokens, lexicon: data.rules.lexicon(), places };
    // The first cue of a sentence takes what stands in front of it.
    let mut first: hashbrown::HashMap<usize, usize> = hashbrown::HashMap::new();
    for (n, draft) in drafts.iter().enumerate() {
        if let Some((s, at)) = draft.cue.as_ref().and_then(|c| places.sentences.touching(c.first()).last()) {
            let quoted = places.quotations.around(draft.cue.as_ref().map_or(at, Spans::first)).is_some();
            let start = |n: &usize| drafts[*n].cue.as_ref().map(|c| c.first().start());
            if !quoted {
                first
                    .entry(s)
                    .and_modify(|m| {
                        if start(&n) < start(m) {
                            *m = n
                        }
                    })
                    .or_insert(n);
            }
        }
    }
    for (n, draft) in drafts.iter_mut().enumerate() {
        let Some(cue) = draft.cue_head.filter(|cue| look.is_saying(*cue)) else { continue };
        if draft.addressee.is_none() {
            draft.addressee = look.addressee(draft, cue).map(Spans::from);
        }
        let sentence = draft.cue.as_ref().and_then(|c| places.sentences.touching(c.first()).last());
        let leads = sentence.filter(|(s, _)| first.get(s) == Some(&n));
        let around = look.around_cue(draft, cue).or_else(|| leads.and_then(|(_, s)| look.in_front(draft, s)));
        match around.or_else(|| look.beside(draft, cue)) {
            // What a rule found is the noun with all that hangs there; this is shorter.
            Some((head, at)) => {
                draft.channel = Some(at.into());
                draft.channel_head = Some(head);
            }
            None if draft.channel.is_none() => {
                draft.channel = draft.addressee.clone().filter(|a| look.is_outlet(a.hull()));
            }
            None => {}
        }
    }
}

struct Look<'a> {
    doc: &'a Document,
    t: &'a Tokens,
    lexicon: &'a Lexicon,
    places: &'a Places,
}

/// Prepositions that lead to a channel.
const TO_CHANNEL: [&str; 10] = ["in", "at", "on", "during", "via", "by", "through", "over", "from", "within"];

impl Look<'_> {
    fn is(&self, i: usize, class: &str) -> bool {
        self.lexicon.find(self.t, i).is_some_and(|e| e.classes.iter().any(|c| c == class))
    }

    fn is_saying(&self, cue: usize) -> bool {
        let noun = matches!(self.t.pos(cue), "NOUN" | "PROPN");
        !noun && ["say", "tell", "judge", "name", "speak", "express"].into_iter().any(|c| self.is(cue, c))
    }

    /// Whom the cue names as told: its object, or the noun after *to*.
    fn addressee(&self, draft: &Draft, cue: usize) -> Option<Span> {
        let t = self.t;
        let free = |at: Span| {
            let taken = [&draft.content, &draft.source].into_iter().flatten().any(|r| r.touch(at));
            !taken
        };
        let tells = self.is(cue, "tell") || matches!(t.lemma(cue), "ask" | "warn" | "promise");
        let object = t
            .children(cue)
            .find(|c| tells && *c > cue && matches!(t.dep(*c), "dobj" | "dative") && is_noun(t, *c))
            .map(|c| (c, self.phrase(c)));
        // A noun that names what is told is no addressee: *told a story*.
        let object = object.filter(|(c, _)| draft.content_head != Some(*c) && !self.is(*c, "say"));
        let to = || {
            let says = self.is(cue, "say") || self.is(cue, "speak");
            let to = t.children(cue).find(|c| {
                says && *c > cue && t.lower(*c) == "to" && matches!(t.dep(*c), "prep" | "dative")
            })?;
            let noun = t.children(to).find(|c| t.dep(*c) == "pobj" && is_noun(t, *c))?;
            self.is_person_or_outlet(noun).then(|| (noun, self.phrase(noun)))
        };
        object.or_else(to).map(|(_, at)| at).filter(|at| free(*at))
    }

    fn is_person_or_outlet(&self, i: usize) -> bool {
        let at = self.t.span(i);
        self.is_outlet(at)
            || self.places.mentions.touching(at).any(|(n, _)| {
                let kind = self.doc.mentions[Id::at(n)].value.kind;
                matches!(kind, MentionType::Person | MentionType::Organisation)
            })
            || matches!(
                self.t.lower(i),
                "reporters" | "journalists" | "lawmakers" | "investors" | "parliament" | "police"
            )
    }

    /// Whether words name a newspaper, a broadcaster, an agency.
    fn is_outlet(&self, at: Span) -> bool {
        let t = self.t;
        let range = t.within(at);
        let Some(head) = range.clone().find(|i| t.head(*i) == *i || !range.contains(&t.head(*i))) else {
            return false;
        };
        let is_office = t.lower(head) == "agency" && !super::act::of_news(t, head);
        if self.is(head, "outlet") && !is_office {
            return true;
        }
        if t.pos(head) != "PROPN" {
            return false;
        }
        let words =
            range.clone().any(|i| t.pos(i) == "PROPN" && (self.is(i, "outlet-name") || self.is(i, "outlet")));
        // A name that is no person's, no state's and no known body's: whom one tells something is mostly an outlet.
        let known = self.places.mentions.touching(t.span(head)).next().and_then(|(n, _)| {
            let mention = &self.doc.mentions[Id::at(n)];
            let entity = mention.value.entity.map(|e| &self.doc.entities[e].value);
            Some((
                mention.value.kind,
                entity?.key.is_some() || entity?.country.is_some(),
                mention.maker.name().to_owned(),
            ))
        });
        let unknown = match known {
            None => true,
            Some((kind, has_key, maker)) => {
                matches!(kind, MentionType::Organisation | MentionType::Other)
                    && !has_key
                    && maker != "en/entities/body"
                    && !is_body_word(t.lower(head))
            }
        };
        words || unknown && !range.clone().any(|i| is_body_word(t.lower(i)))
    }

    /// A prepositional phrase of the cue that names a channel: the noun and its words.
    fn around_cue(&self, draft: &Draft, cue: usize) -> Option<(usize, Span)> {
        let t = self.t;
        let of_cue = t.children(cue).filter(|c| matches!(t.dep(*c), "prep" | "agent" | "npadvmod"));
        let of_addressee = t
            .children(cue)
            .filter(|c| *c > cue && matches!(t.dep(*c), "dobj" | "dative"))
            .flat_map(|o| t.children(o).filter(|c| t.dep(*c) == "prep"));
        let preps: Vec<usize> = of_cue.chain(of_addressee).take(MOST_PHRASES).collect();
        preps.into_iter().find_map(|prep| self.by_preposition(draft, prep))
    }

    /// *In an interview with …, she said*; *Speaking on public radio, he said*.
    fn in_front(&self, draft: &Draft, sentence: Span) -> Option<(usize, Span)> {
        let t = self.t;
        let mut range = t.within(sentence);
        let mut first = range.next()?;
        while t.pos(first) == "CCONJ" || t.pos(first) == "PUNCT" || t.pos(first) == "SPACE" {
            first = range.next()?;
        }
        if matches!(
            t.lower(first),
            "speaking" | "writing" | "posting" | "talking" | "appearing" | "testifying"
        ) {
            let preps: Vec<usize> =
                t.children(first).filter(|c| t.dep(*c) == "prep").take(MOST_PHRASES).collect();
            return preps.into_iter().find_map(|prep| self.by_preposition(draft, prep));
        }
        self.by_preposition(draft, first)
    }

    /// *…, speaking on state television* after the words said.
    fn beside(&self, draft: &Draft, cue: usize) -> Option<(usize, Span)> {
        let t = self.t;
        let speaks = |i: &usize| {
            t.tag(*i) == "VBG" && matches!(t.lemma(*i), "speak" | "write" | "post" | "talk" | "appear")
        };
        let verb =
            t.children(cue).chain(draft.content_head.into_iter().flat_map(|h| t.children(h))).find(speaks)?;
        let preps: Vec<usize> = t.children(verb).filter(|c| t.dep(*c) == "prep").take(MOST_PHRASES).collect();
        preps.into_iter().find_map(|prep| self.by_preposition(draft, prep))
    }

    /// What a preposition leads to, if that is a channel and no part of what was said.
    fn by_preposition(&self, draft: &Draft, prep: usize) -> Option<(usize, Span)> {
        let t = self.t;
        if !TO_CHANNEL.contains(&t.lower(prep)) {
            return None;
        }
        let noun = t.children(prep).find(|c| t.dep(*c) == "pobj")?;
        // *On X*: the platform is a letter that the parser knows little of.
        let plain = self.is(noun, "channel")
            || t.shape(noun).starts_with('X') && (self.is(noun, "platform") || t.lower(noun) == "x.");
        let outlet = matches!(t.lower(prep), "on" | "in" | "via")
            && (self.is(noun, "outlet") || t.pos(noun) == "PROPN" && self.has_outlet_name(noun));
        let at = self.phrase(noun);
        let free = draft.content.as_ref().is_none_or(|c| !c.touch(t.span(noun)));
        let before = draft.source.as_ref().is_none_or(|s| !s.touch(t.span(noun)));
        ((plain || outlet) && free && before).then_some((noun, at))
    }

    fn has_outlet_name(&self, noun: usize) -> bool {
        let t = self.t;
        let is_word = |i: usize| t.pos(i) == "PROPN" && (self.is(i, "outlet-name") || self.is(i, "outlet"));
        is_word(noun) || t.children(noun).any(|c| t.dep(c) == "compound" && is_word(c))
    }

    /// The noun with what stands before it and with whom or what it is of; without when, where, and how it got out.
    fn phrase(&self, noun: usize) -> Span {
        let t = self.t;
        let (first, last) = t.subtree(noun);
        let first = (first..=noun).find(|i| t.pos(*i) != "PUNCT").unwrap_or(noun);
        let first = (first..=noun).find(|i| !self.is_time(*i) || *i == noun).unwrap_or(noun);
        let mut end = noun;
        let mut i = noun + 1;
        while i <= last && i - noun < LONGEST_PHRASE {
            let word = t.lower(i);
            let next_is_time = i < last && self.is_time(i + 1);
            let goes_on = match t.pos(i) {
                _ if self.is_time(i) || next_is_time => false,
                "PUNCT" => word == "-" || word == "’" || word == "'",
                "ADP" => matches!(word, "with" | "to" | "of" | "for" | "by" | "on" | "from"),
                // *Carried by the agency*, *published on its website*, but not *issued late on Monday*.
                "VERB" => {
                    t.tag(i) == "VBN"
                        && i < last
                        && matches!(t.lower(i + 1), "by" | "on")
                        && !self.is_time((i + 2).min(last))
                }
                "ADV" | "SCONJ" | "AUX" => false,
                _ => !matches!(t.dep(i), "relcl" | "mark") && !matches!(t.tag(i), "WDT" | "WP"),
            };
            if !goes_on {
                break;
            }
            if t.pos(i) != "ADP" && t.pos(i) != "VERB" {
                end = i;
            }
            i += 1;
        }
        t.span_of(first, end)
    }

    fn is_time(&self, i: usize) -> bool {
        // *The daily*, *the weekly* are papers here.
        !self.is(i, "outlet")
            && self.places.times.touching(self.t.span(i)).next().is_some()
            && self.t.pos(i) != "DET"
    }
}

/// A cue has no more phrases than this beside it.
const MOST_PHRASES: usize = 12;

/// The phrase of a channel or addressee ends here at the latest, in tokens.
const LONGEST_PHRASE: usize = 20;

fn is_noun(t: &Tokens, i: usize) -> bool {
    matches!(t.pos(i), "NOUN" | "PROPN" | "PRON")
}

/// Words in the names of bodies that one speaks before, and that pass nothing on.
fn is_body_word(lower: &str) -> bool {
    matches!(
        lower,
        "committee"
            | "commission"
            | "council"
            | "court"
            | "congress"
            | "parliament"
            | "senate"
            | "assembly"
            | "ministry"
            | "board"
            | "tribunal"
            | "inquiry"
            | "union"
            | "bank"
            | "police"
            | "house"
            | "bundestag"
            | "knesset"
            | "duma"
            | "party"
            | "government"
            | "department"
            | "authority"
            | "agency"
            | "association"
            | "forum"
            | "summit"
            | "conference"
            | "panel"
            | "university"
            | "institute"
            | "federation"
            | "club"
            | "company"
    )
}
