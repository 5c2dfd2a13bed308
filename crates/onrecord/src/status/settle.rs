//! What the kind of event, the day and the speaker make of what the climb found: a hostile act that its own side
//! announces is a threat, help a promise; what lies years back is history; what goes on for days goes on.

use super::clause::{self, MOST_CHILDREN, Own, is_verb};
use super::climb::Climbed;
use super::{Standing, Stands};
use crate::dating::{Basis, Order};
use onrecord_doc::{EventType, Status};

/// How far a question mark is looked for.
const LONGEST_SENTENCE: usize = 120;

impl<'d> Standing<'d> {
    pub(super) fn settle(&self, head: usize, kind: EventType, mut climbed: Climbed<'d>) -> Stands<'d> {
        let mut status = climbed.status.unwrap_or(Status::Happened);
        let (mut rule, mut governor) = (climbed.rule, climbed.governor);
        // *Dumped manure to denounce the deal*: what is done to say something says it.
        if rule == "purpose" && says(kind) && climbed.governor.is_some_and(|g| self.is_done(g)) {
            status = Status::Happened;
        }
        if let Some(word) = self.inverted(head).filter(|_| !climbed.fact && status != Status::Denied) {
            (status, rule, governor) = (Status::Conditional, "condition in front", Some(word));
            climbed.evidence.push(word);
        }
        if status == Status::Planned && climbed.ahead {
            (status, rule) = self.announced(head, kind, &climbed);
        }
        if status == Status::Promised && is_hostile(kind) {
            status = Status::Threatened;
        }
        if status == Status::NotHappened && self.denied[head] {
            (status, rule) = (Status::Denied, "in a denial");
        }
        if matches!(status, Status::Happened | Status::Ongoing)
            && let Some((found, why, words)) = self.by_day(head, &climbed)
        {
            (status, rule) = (found, why);
            climbed.evidence = words;
            governor = None;
        }
        if status == Status::Happened
            && let Some(words) = self.goes_on(head, &climbed)
        {
            (status, rule) = (Status::Ongoing, "goes on");
            climbed.evidence = words;
        }
        if matches!(status, Status::Happened | Status::Planned | Status::Threatened | Status::Promised)
            && !climbed.fact
            && let Some(mark) = self.is_asked(&climbed)
        {
            (status, rule) = (Status::Possible, "question");
            climbed.evidence = vec![mark];
        }
        if status == Status::Happened
            && let Some(verb) = climbed.carrier.filter(|v| *v == head && self.is_imperative(*v))
        {
            (status, rule) = (Status::CalledFor, "imperative");
            climbed.evidence = vec![verb];
        }
        let mut evidence = climbed.evidence;
        evidence.sort_unstable();
        evidence.dedup();
        Stands { status, evidence, rule, governor }
    }

    fn is_done(&self, verb: usize) -> bool {
        is_verb(&self.doc.tokens, verb) && clause::read(&self.doc.tokens, verb).own == Own::Done
    }

    /// *Should*, *had* or *were* at the head of a sentence that goes on with what *would* or *will* be.
    fn inverted(&self, head: usize) -> Option<usize> {
        let t = &self.doc.tokens;
        let from = head.saturating_sub(LONGEST_SENTENCE);
        let start = (from..=head).rev().find(|i| t.sent_start(*i))?;
        let first = (start..t.len().min(start + 3)).find(|i| t.pos(*i) != "PUNCT")?;
        if !matches!(t.lower(first), "should" | "had" | "were") {
            return None;
        }
        let mut modal = false;
        for i in first + 1..t.len().min(first + LONGEST_SENTENCE) {
            if t.sent_start(i) {
                break;
            }
            if t.lower(i) == "?" {
                return None;
            }
            modal |= t.tag(i) == "MD";
        }
        modal.then_some(first)
    }

    /// A bare future: what its own side says of a hostile act is a threat.
    fn announced(&self, head: usize, kind: EventType, climbed: &Climbed<'d>) -> (Status, &'d str) {
        let t = &self.doc.tokens;
        let verb = climbed.carrier.unwrap_or(head);
        let subject = clause::shared_subject(t, verb);
        let is_first = |i: usize| {
            matches!(t.lower(i), "i" | "we")
                || t.children(i)
                    .take(MOST_CHILDREN)
                    .any(|c| matches!(t.lower(c), "our" | "my") && t.dep(c) == "poss")
        };
        let first = subject.is_some_and(is_first);
        let passive = t.children(verb).take(MOST_CHILDREN).any(|c| t.dep(c) == "auxpass");
        match kind {
            _ if is_hostile(kind) && (first || !passive) => (Status::Threatened, "hostile act announced"),
            EventType::Aid | EventType::Retreat | EventType::Concede => (Status::Promised, "help announced"),
            _ if first && kind != EventType::Protest => (Status::Promised, "own act announced"),
            _ => (Status::Planned, climbed.rule),
        }
    }

    /// What the event's own day makes of it: history, or a plan.
    fn by_day(&self, head: usize, climbed: &Climbed<'d>) -> Option<(Status, &'d str, Vec<usize>)> {
        let t = &self.doc.tokens;
        if let Some(words) = self.years_before(head, climbed) {
            return Some((Status::Historical, "years ago", words));
        }
        let (dating, day) = (self.dating?, self.doc.published.day?);
        let asked = [Some(head), climbed.carrier.filter(|v| *v != head && !climbed.fact)];
        for token in asked.into_iter().flatten() {
            let when = dating.of(token);
            let near = match when.basis {
                Basis::Clause => true,
                Basis::Governor => !climbed.fact,
                _ => false,
            };
            if !near || when.time.is_none() {
                continue;
            }
            let words = || -> Vec<usize> { when.evidence.iter().flat_map(|s| t.within(*s)).collect() };
            let year_ago = day.checked_sub(jiff::Span::new().days(365)).ok()?;
            if when.order == Order::Before && when.latest.is_some_and(|d| d < year_ago) {
                return Some((Status::Historical, "long past", words()));
            }
            let is_present = !matches!(climbed.own, Some(Own::Done)) || climbed.fact;
            if when.order == Order::After && is_present && when.earliest.is_some_and(|d| d > day) {
                return Some((Status::Planned, "day to come", words()));
            }
        }
        None
    }

    /// *Decades ago*, *34 years after police opened fire*.
    fn years_before(&self, head: usize, climbed: &Climbed<'d>) -> Option<Vec<usize>> {
        let t = &self.doc.tokens;
        let is_long = |i: usize| matches!(t.lemma(i), "year" | "decade" | "century" | "generation");
        let verb = climbed.carrier.unwrap_or(head);
        let mut marks: Vec<usize> = Vec::new();
        for at in [head, verb] {
            for c in t.children(at).take(MOST_CHILDREN) {
                match t.lower(c) {
                    "after" | "since" if matches!(t.dep(c), "mark" | "advmod") => marks.push(c),
                    "ago" | "earlier" | "before" => {
                        let words: Vec<usize> =
                            t.children(c).take(MOST_CHILDREN).filter(|w| is_long(*w)).collect();
                        if !words.is_empty() {
                            return Some(words.into_iter().chain([c]).collect());
                        }
                    }
                    _ => {}
                }
            }
        }
        // *Decades after the massacre*.
        if t.dep(head) == "pobj" && t.lower(t.head(head)) == "after" {
            marks.push(t.head(head));
        }
        let mark = marks.into_iter().find(|m| *m > 0 && is_long(*m - 1))?;
        Some(vec![mark - 1, mark])
    }

    /// *Still*, *for a third day*, *now in its sixth week*, *has begun to*.
    fn goes_on(&self, head: usize, climbed: &Climbed<'d>) -> Option<Vec<usize>> {
        let t = &self.doc.tokens;
        if climbed.fact {
            return None;
        }
        let verb = climbed.carrier.unwrap_or(head);
        if climbed.begun {
            let have =
                t.children(verb).take(MOST_CHILDREN).find(|c| t.lemma(*c) == "have" && t.dep(*c) == "aux");
            return have.map(|have| vec![have, verb]);
        }
        let perfect =
            t.children(verb).take(MOST_CHILDREN).any(|c| matches!(t.lower(c), "has" | "have" | "'ve"));
        let been = t.children(verb).take(MOST_CHILDREN).find(|c| t.lower(*c) == "been" && t.dep(*c) == "aux");
        if let Some(been) = been.filter(|_| perfect && t.tag(verb) == "VBG") {
            return Some(vec![been, verb]);
        }
        // *For a third day*, *entered their second week*: an ordinal or a number before days.
        let is_span = |i: usize| matches!(t.lemma(i), "day" | "week" | "month" | "year" | "night" | "hour");
        for at in [head, verb] {
            for c in t.children(at).take(MOST_CHILDREN) {
                let for_or_in = matches!(t.lower(c), "for" | "in" | "into" | "since");
                if t.dep(c) != "prep" || !for_or_in {
                    continue;
                }
                for n in t.children(c).take(MOST_CHILDREN).filter(|n| t.dep(*n) == "pobj" && is_span(*n)) {
                    let counts = t.children(n).take(MOST_CHILDREN).find(|d| is_ordinal(t.lower(*d)));
                    let runs = counts.filter(|_| {
                        t.lower(c) == "for" || t.children(n).take(MOST_CHILDREN).any(|d| t.dep(d) == "poss")
                    });
                    if let Some(ordinal) = runs {
                        return Some(vec![c, ordinal, n]);
                    }
                }
            }
        }
        None
    }

    /// The question mark that ends the sentence of a main verb.
    fn is_asked(&self, climbed: &Climbed<'d>) -> Option<usize> {
        let t = &self.doc.tokens;
        let verb = climbed.carrier?;
        let subject = clause::shared_subject(t, verb)?;
        // The verb or its auxiliary stands before the subject.
        let inverts = t
            .children(verb)
            .take(MOST_CHILDREN)
            .any(|c| matches!(t.dep(c), "aux" | "auxpass") && c < subject);
        if !inverts && verb > subject {
            return None;
        }
        let range = verb + 1..t.len().min(verb + LONGEST_SENTENCE);
        range.take_while(|i| !t.sent_start(*i)).find(|i| t.lower(*i) == "?")
    }

    /// *Release them now*: a main verb in its bare form, without a subject.
    fn is_imperative(&self, verb: usize) -> bool {
        let t = &self.doc.tokens;
        let is_aux = |c: usize| matches!(t.dep(c), "aux" | "auxpass");
        is_verb(t, verb)
            && t.tag(verb) == "VB"
            && matches!(t.dep(verb), "ROOT" | "ccomp")
            && clause::subject(t, verb).is_none()
            && !t.children(verb).take(MOST_CHILDREN).any(is_aux)
    }
}

/// Acts against others.
pub(super) fn is_hostile(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Assault
            | EventType::Coerce
            | EventType::Sanction
            | EventType::Threaten
            | EventType::Reject
            | EventType::Accuse
    )
}

/// Acts that are done with words or signs.
fn says(kind: EventType) -> bool {
    matches!(
        kind,
        EventType::Accuse | EventType::Protest | EventType::Request | EventType::Support | EventType::Reject
    )
}

fn is_ordinal(word: &str) -> bool {
    const WORDS: [&str; 9] =
        ["first", "second", "third", "fifth", "ninth", "twelfth", "straight", "consecutive", "successive"];
    WORDS.contains(&word)
        || word.ends_with("th") && word.len() > 3 && !matches!(word, "month" | "north" | "south" | "both")
        || word.len() > 2
            && word.as_bytes()[0].is_ascii_digit()
            && ["st", "nd", "rd", "th"].iter().any(|e| word.ends_with(e))
}
