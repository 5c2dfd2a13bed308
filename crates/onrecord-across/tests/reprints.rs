//! Copies are told from near misses: 1,000 seeded edits of generated texts, and pairs that share only quotations.

use onrecord_across::reprints::{Copy, Origin, Reprints, Sketch, alike};
use onrecord_doc::{Document, Input};

/// Numbers from a seed. Source: xorshift64*, Vigna 2016.
struct Draws(u64);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % n
    }

    fn sentence(&mut self) -> String {
        const WHO: &[&str] =
            &["the minister", "a spokesman", "the mayor", "residents", "the court", "two aides"];
        const DID: &[&str] =
            &["said", "denied", "announced", "rejected", "signed", "questioned", "described"];
        const WHAT: &[&str] =
            &["the plan", "a report", "the truce", "new tariffs", "the vote", "a road closure"];
        const WHERE: &[&str] =
            &["in the capital", "near the border", "at the port", "in parliament", "by telephone"];
        const WHY: &[&str] =
            &["after long talks", "before the summit", "despite protests", "for a third time"];
        let lists = [WHO, DID, WHAT, WHERE, WHY, WHERE, WHAT];
        let parts: Vec<String> =
            lists.iter().map(|l| format!("{} {}", l[self.below(l.len())], self.below(97))).collect();
        format!("{}.", parts.join(" "))
    }

    fn text(&mut self, sentences: usize) -> Vec<String> {
        (0..sentences).map(|_| self.sentence()).collect()
    }
}

fn document(id: &str, publisher: &str, text: &str) -> Document {
    Document::new(Input { id: Some(id.into()), publisher: Some(publisher.into()), ..Input::new(text) })
}

/// A copy with one to three of the edits that newsrooms make.
fn edited(draws: &mut Draws, original: &[String]) -> Vec<String> {
    let mut copy = original.to_vec();
    for _ in 0..=draws.below(3) {
        match draws.below(5) {
            0 => copy.truncate((copy.len() * (50 + draws.below(50)) / 100).max(6)),
            1 => copy[0] = draws.sentence(),
            2 => copy.insert(0, format!("Headline {} {}", draws.below(99), draws.below(99))),
            3 => copy.insert(0, format!("By reporter {}, Daily {}", draws.below(999), draws.below(99))),
            _ => {
                let at = 1 + draws.below(copy.len() - 1);
                copy[at] = draws.sentence();
            }
        }
    }
    copy
}

#[test]
fn a_thousand_edited_copies_are_found_and_near_misses_are_not() {
    let mut draws = Draws(20261124);
    let mut index = Reprints::new();
    let mut originals = Vec::new();
    for n in 0..1000 {
        let length = 8 + draws.below(30);
        let text = draws.text(length);
        index.add(&document(&format!("o{n}"), "Wire", &text.join(" ")));
        originals.push(text);
    }
    let (mut right, mut wrong, mut missed) = (0, 0, 0);
    for (n, text) in originals.iter().enumerate() {
        let copy = edited(&mut draws, text).join(" ");
        let links = index.add(&document(&format!("c{n}"), "Outlet", &copy));
        let found = links.iter().any(|l| l.earlier == format!("o{n}"));
        right += usize::from(found);
        missed += usize::from(!found);
        wrong += links.iter().filter(|l| l.earlier != format!("o{n}")).count();
        // Another report of the same press conference: its quotations, a fifth to two fifths, between own words.
        let quoted = text.len() * (20 + draws.below(20)) / 100;
        let mut near = draws.text(text.len() - quoted);
        for q in text.iter().take(quoted) {
            let at = draws.below(near.len() + 1);
            near.insert(at, q.clone());
        }
        wrong += index.add(&document(&format!("n{n}"), "Other", &near.join(" "))).len();
    }
    let f1 = 2.0 * right as f64 / (2 * right + wrong + missed) as f64;
    println!("1,000 copies, 1,000 near misses: {right} right, {wrong} wrong, {missed} missed, F1 {f1:.4}");
    assert!(f1 >= 0.97, "F1 {f1}: {right} right, {wrong} wrong, {missed} missed");
}

#[test]
fn twelve_outlets_with_two_agencies_are_two_origins() {
    let mut draws = Draws(7);
    let (a, b) = (draws.text(20).join(" "), draws.text(20).join(" "));
    let mut index = Reprints::new();
    let mut ids = Vec::new();
    for n in 0..12 {
        let (text, credit) = if n < 7 { (&a, "Northern Wire") } else { (&b, "Meridian") };
        // Only the first copy of each text says where it comes from.
        let head = if n == 0 || n == 7 { format!("PARIS ({credit}) - ") } else { String::new() };
        let id = format!("d{n}");
        index.add(&document(&id, &format!("Outlet {n}"), &format!("{head}{text}")));
        ids.push(id);
    }
    let count = index.count(ids.iter().map(String::as_str));
    assert_eq!(count.to_string(), "12 outlets, 2 origins");
    let origins: Vec<Origin> = index.groups().into_iter().map(|g| g.origin).collect();
    assert_eq!(origins, [Origin::Agency("Northern Wire".into()), Origin::Agency("Meridian".into())]);
}

#[test]
fn a_cut_copy_is_called_cut_and_a_stock_phrase_is_none() {
    let mut draws = Draws(3);
    let text = draws.text(30);
    let (whole, cut) = (Sketch::of(&text.join(" ")), Sketch::of(&text[..8].join(" ")));
    let (copy, _, containment) = alike(&whole, &cut).expect("a copy");
    assert_eq!((copy, containment), (Copy::Cut, 1.0));
    let phrase = Sketch::of(&text[0]);
    assert_eq!(alike(&whole, &phrase), None);
    assert_eq!(alike(&Sketch::of(""), &Sketch::of("")), None);
}

#[test]
fn sketches_that_were_kept_give_the_same_links() {
    let mut draws = Draws(5);
    let text = draws.text(20);
    let docs =
        [document("a", "A", &text.join(" ")), document("b", "B", &edited(&mut draws, &text).join(" "))];
    let (mut fresh, mut kept) = (Reprints::new(), Reprints::new());
    let links: Vec<_> = docs.iter().flat_map(|d| fresh.add(d)).collect();
    let again: Vec<_> = docs
        .iter()
        .flat_map(|d| {
            let bytes = fresh.sketch(&d.id()).expect("held").to_bytes();
            let about = (d.input().publisher.clone(), None, Origin::Unknown);
            kept.add_sketch(d.id(), about, Sketch::from_bytes(&bytes).expect("whole"))
        })
        .collect();
    assert_eq!(links.len(), 1);
    assert_eq!(links, again);
}
