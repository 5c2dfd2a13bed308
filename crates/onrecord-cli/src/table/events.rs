//! The events in the table: who did what to whom, in whose words, whether it happened, when, where, how many, and on
//! whose word.

use super::{ACT, BOLD, DIM, MARGIN, Table, clean};
use onrecord_doc::{Entry, Event, Role, Voice};
use std::fmt::Write;

impl Table<'_> {
    /// One block an event.
    pub(super) fn events(&mut self) {
        let count = self.doc.events.len();
        if count == 0 {
            return;
        }
        self.heading("Who did what", count, "event");
        for (_, entry) in self.doc.events.iter() {
            self.event(entry);
        }
    }

    fn event(&mut self, entry: &Entry<Event>) {
        let event = &entry.value;
        let pad = " ".repeat(MARGIN);
        let _ = write!(self.out, "\n{DIM}{:<w$}{DIM:#}", self.place(&entry.at), w = MARGIN);
        let actors = self.names(&event.actors);
        let recipients = self.names(&event.recipients);
        let sides = match (actors.is_empty(), recipients.is_empty()) {
            (false, false) => format!("{actors} → {recipients}"),
            (false, true) => actors,
            _ => format!("? → {recipients}"),
        };
        self.in_two_styles(&sides, BOLD, "", &pad, &pad);
        let mode = event.mode.as_deref().map(|m| format!(" {}", clean(m))).unwrap_or_default();
        let mut what = format!(" · {}{}, {}", event.kind, mode, event.status.name().replace('_', " "));
        if entry.score < 0.5 {
            let _ = write!(what, ", uncertain ({:.2})", entry.score);
        }
        let trigger = self.words(&entry.at);
        self.in_two_styles(&trigger, ACT, &what, &pad, &pad);
        let mut around = Vec::new();
        for time in event.times.iter().filter_map(|id| self.doc.times.find(*id)) {
            around.push(format!("when: {} = {}", self.words(&time.at), clean(&time.value.value)));
        }
        if let Some(place) = event.place.and_then(|id| self.doc.places.find(id)) {
            around.push(format!("where: {}", clean(&place.value.name)));
        }
        for quantity in event.quantities.iter().filter_map(|id| self.doc.quantities.find(*id)) {
            around.push(format!("how many: {}", self.words(&quantity.at)));
        }
        if let Voice::Statement(id) = event.word {
            let source = self.doc.statements.find(id).and_then(|s| s.value.source.as_ref());
            let name = source.map(|role| self.names(std::slice::from_ref(role))).filter(|n| !n.is_empty());
            around.push(format!("says: {}", name.unwrap_or_else(|| "someone not named".to_owned())));
        }
        if !around.is_empty() {
            self.wrapped(&around.join(" · "), MARGIN, "", DIM);
        }
    }

    /// The words of parties, with the entity's name where a pronoun stands for it.
    fn names(&self, roles: &[Role]) -> String {
        let name = |role: &Role| {
            let words = role.at.as_ref().map(|at| self.words(at)).unwrap_or_default();
            let entity = role.entity.and_then(|id| self.doc.entities.find(id)).map(|e| clean(&e.value.name));
            match entity {
                Some(name) if words.is_empty() => name,
                Some(name) if words.chars().count() <= 5 && !words.eq_ignore_ascii_case(&name) => {
                    format!("{words} ({name})")
                }
                _ => words,
            }
        };
        roles.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}
