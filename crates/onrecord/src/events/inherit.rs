//! What an act of speech takes from the act that it speaks of.

use super::candidates::Candidate;
use super::parties::Parties;
use hashbrown::HashMap;
use onrecord_doc::{Role, Tokens};

/// Gives an act of speech the parties of the act that it speaks of: *agreed to send aid to Kenya* is towards Kenya,
/// *demanded that troops leave* towards the troops, and who protests to demand something protests to whom it is
/// demanded of.
pub(super) fn inherit(t: &Tokens, parties: &Parties, found: &mut [Candidate]) {
    let at: HashMap<usize, usize> = found.iter().enumerate().map(|(n, c)| (c.trigger[0], n)).collect();
    for n in 0..found.len() {
        let Some(outer) = governing(t, &at, found[n].trigger[0]) else { continue };
        let (inner, speech) = (&found[n], &found[outer]);
        if speech.mutual || speech.recipients.iter().any(|(i, r)| parties.is_party(*i, r)) {
            continue;
        }
        use super::EventType::{Accuse, Agree, Protest, Reject, Request, Threaten};
        let others = |side: &[(usize, Role)]| -> Vec<(usize, Role)> {
            let is_own = |role: &Role, i: usize| {
                speech.actors.iter().any(|(j, r)| *j == i || r.entity.is_some() && r.entity == role.entity)
            };
            side.iter().filter(|(i, r)| !is_own(r, *i) && parties.is_party(*i, r)).cloned().collect()
        };
        let taken = match speech.kind {
            Request => others(&inner.actors),
            Agree | Threaten | Reject if inner.mutual => others(&inner.actors),
            Agree | Threaten | Reject => others(&inner.recipients),
            Protest if matches!(inner.kind, Request | Accuse | Reject) => others(&inner.recipients),
            _ => Vec::new(),
        };
        if !taken.is_empty() {
            found[outer].recipients = taken;
        }
    }
}

/// The act of speech that speaks of an act: above it through complements and purposes alone.
fn governing(t: &Tokens, at: &HashMap<usize, usize>, trigger: usize) -> Option<usize> {
    let mut i = trigger;
    for _ in 0..6 {
        let head = t.head(i);
        if head == i || matches!(t.dep(i), "relcl" | "nsubj" | "nsubjpass" | "appos" | "parataxis") {
            return None;
        }
        if let Some(n) = at.get(&head) {
            return Some(*n);
        }
        i = head;
    }
    None
}
