//! What the weights of places are fitted on, as JSON Lines: one line a text, of each name that may mean several places
//! the numbers of every candidate and which of them are right. See `training/places/README.md`.
//!
//! usage: places texts MODEL WEIGHTS GOLD.jsonl     texts with the places that they name
//!        places lists COUNT WEIGHTS                lists of names made up from the gazetteer

use onrecord::{
    Data, Depth, Heads, Reader,
    places::{
        Feature, Gazetteer, Row,
        train::{self, COUNT, Listed, Weighed},
    },
};
use onrecord_doc::Input;
use onrecord_lang::Model;
use serde_json::{Value, json};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["texts", model, weights, gold] => texts(model, &read_weights(weights)?, gold),
        ["lists", count, weights] => lists(count.parse()?, &read_weights(weights)?),
        _ => Err("usage: places texts MODEL WEIGHTS GOLD.jsonl, or places lists COUNT WEIGHTS".into()),
    }
}

fn read_weights(path: &str) -> Result<[f64; COUNT], Box<dyn Error>> {
    let all: Vec<f64> = serde_json::from_str(&std::fs::read_to_string(path)?)?;
    all.try_into().map_err(|_| format!("{path}: {COUNT} weights are wanted").into())
}

fn print(weighed: &[Weighed], right: impl Fn(&Weighed, usize) -> Option<Vec<bool>>) {
    let mut groups = Vec::new();
    for (i, w) in weighed.iter().enumerate() {
        if let Some(y) = right(w, i).filter(|y| y.len() > 1 && y.contains(&true)) {
            groups.push(json!({"x": w.numbers.iter().map(|n| n.to_vec()).collect::<Vec<_>>(), "y": y}));
        }
    }
    println!("{}", json!({"groups": groups}));
}

fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (p, q) = (a.0.to_radians(), b.0.to_radians());
    let h =
        ((q - p) / 2.0).sin().powi(2) + p.cos() * q.cos() * ((b.1 - a.1).to_radians() / 2.0).sin().powi(2);
    12742.0 * h.sqrt().min(1.0).asin()
}

fn texts(model: &str, weights: &[f64; COUNT], gold: &str) -> Result<(), Box<dyn Error>> {
    let reader = Reader::new(Model::open(model.as_ref())?, Data::embedded()?, Heads::default());
    for line in std::fs::read_to_string(gold)?.lines() {
        let text: Value = serde_json::from_str(line)?;
        let doc = reader.read_to(Input::new(text["text"].as_str().ok_or("no text")?), Depth::Entities);
        let weighed = train::document(&doc, &reader.data().places, &reader.data().actors, weights);
        print(&weighed, |w, _| {
            let at = |s: &onrecord_doc::Span| doc.chars(*s);
            let toponym = text["toponyms"].as_array()?.iter().find(|t| {
                let (start, end) = (t["start"].as_u64().unwrap_or(0), t["end"].as_u64().unwrap_or(0));
                w.spans.iter().map(at).any(|(a, b)| (a as u64) < end && start < b as u64)
            })?;
            let point = (toponym["lat"].as_f64()?, toponym["lon"].as_f64()?);
            let state = toponym["country"].as_str().filter(|_| toponym["level"] == "country");
            let is_right = |c: &train::Known| match state {
                Some(_) => c.2.as_deref() == state,
                None => c.1.is_some_and(|at| km(at, point) < 100.0),
            };
            Some(w.candidates.iter().map(is_right).collect())
        });
    }
    Ok(())
}

/// Numbers that are the same every time (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }

    fn choose<'a, T>(&mut self, all: &'a [(T, f64)]) -> Option<&'a T> {
        let total: f64 = all.iter().map(|a| a.1).sum();
        let mut left = self.next() * total;
        for (item, weight) in all {
            left -= weight;
            if left <= 0.0 {
                return Some(item);
            }
        }
        all.last().map(|a| &a.0)
    }
}

/// Reports as they are on local matters and on world affairs, reduced to the places they name.
fn lists(count: usize, weights: &[f64; COUNT]) -> Result<(), Box<dyn Error>> {
    let data = Data::embedded()?;
    let g: &Gazetteer = &data.places.gazetteer;
    let rows: Vec<Row> = (0..g.len()).filter_map(|n| g.row(n)).collect();
    let is_point = |r: &Row| r.feature >= Feature::Capital && r.feature != Feature::Section;
    let towns: Vec<&Row> = rows.iter().filter(|r| is_point(r)).collect();
    let mut cells = std::collections::HashMap::<(i32, i32), Vec<&Row>>::new();
    for t in &towns {
        cells.entry((t.lat.floor() as i32, t.lon.floor() as i32)).or_default().push(t);
    }
    let states: Vec<(&Row, f64)> = rows
        .iter()
        .filter(|r| r.feature == Feature::Country && r.population > 1e5)
        .map(|r| (r, r.population.powf(0.4)))
        .collect();
    let world: Vec<(&Row, f64)> = towns
        .iter()
        .filter(|r| r.population > 200_000.0)
        .map(|r| (*r, r.population * if r.feature == Feature::Capital { 5.0 } else { 1.0 }))
        .collect();
    let of = |wanted: &dyn Fn(&Row) -> bool, power: f64| -> Vec<(&Row, f64)> {
        rows.iter().filter(|r| wanted(r)).map(|r| (r, r.population.max(1.0).powf(power))).collect()
    };
    let mut largest = std::collections::HashMap::<&str, f64>::new();
    for r in &rows {
        let most = largest.entry(r.name).or_default();
        *most = most.max(r.population);
    }
    let english = ["US", "US", "US", "US", "US", "GB", "GB", "CA", "AU", "IN", "IE", "NZ", "ZA"];
    let mut dice = Dice(0x5eed_5eed_5eed_5eed);
    for n in 0..count {
        let mut named: Vec<(&Row, Option<&Row>)> = Vec::new();
        let main: &Row;
        if n % 3 != 2 {
            // Local: towns around one that is large enough for an outlet.
            let code = english[dice.below(english.len())];
            main = g.country(code).and_then(|c| rows.get(c.number)).ok_or("no such state")?;
            // Half of them in towns that share their name with a larger place: those are the hard ones.
            let is_hard = dice.next() < 0.5;
            let is_home = |r: &Row| {
                let most = largest.get(r.name).copied().unwrap_or(0.0);
                r.country == code
                    && is_point(r)
                    && r.population > 3000.0
                    && (!is_hard || most > 2.0 * r.population)
            };
            let homes = of(&is_home, 0.3);
            let home = *dice.choose(&homes).ok_or("no town")?;
            let mut near = Vec::new();
            for x in -1..=1 {
                for y in -1..=1 {
                    let cell = cells.get(&(home.lat.floor() as i32 + x, home.lon.floor() as i32 + y));
                    for t in cell.into_iter().flatten().filter(|t| t.country == code) {
                        let d = km((t.lat, t.lon), (home.lat, home.lon));
                        near.push((*t, t.population.max(100.0).powf(0.4) * (-d / 25.0).exp()));
                    }
                }
            }
            let region = home.admin1.and_then(|a| rows.get(a));
            for _ in 0..1 + dice.below(8) {
                let Some(t) = dice.choose(&near) else { break };
                named.push((*t, region.filter(|_| dice.next() < 0.12)));
            }
            named.push((home, region.filter(|_| dice.next() < 0.15)));
            named.extend(region.filter(|_| dice.next() < 0.55).map(|r| (r, None)));
            let county = home.admin2.and_then(|a| rows.get(a));
            named.extend(county.filter(|_| dice.next() < 0.4).map(|r| (r, None)));
            for _ in 0..dice.below(3) {
                let others = of(&|r| r.country == code && r.feature == Feature::Admin1, 0.5);
                named.extend(dice.choose(&others).map(|r| (*r, None)));
            }
        } else {
            main = dice.choose(&states).ok_or("no state")?;
            let cities = of(&|r| r.country == main.country && is_point(r), 0.7);
            for _ in 0..1 + dice.below(5) {
                named.extend(dice.choose(&cities).map(|r| (*r, Some(main).filter(|_| dice.next() < 0.1))));
            }
            let regions = of(&|r| r.country == main.country && r.feature == Feature::Admin1, 0.5);
            for _ in 0..dice.below(3) {
                named.extend(dice.choose(&regions).map(|r| (*r, None)));
            }
            for _ in 0..dice.below(3) {
                named.extend(dice.choose(&states).map(|r| (*r, None)));
            }
        }
        if dice.next() < if n % 3 != 2 { 0.3 } else { 0.85 } {
            named.push((main, None));
        }
        for _ in 0..dice.below(4) {
            named.extend(dice.choose(&world).map(|r| {
                (*r, g.country(r.country).and_then(|c| rows.get(c.number)).filter(|_| dice.next() < 0.15))
            }));
        }
        let mut list: Vec<Listed> = Vec::new();
        let mut right: Vec<&Row> = Vec::new();
        for (row, parent) in named {
            if right.iter().any(|r| r.name == row.name) {
                continue;
            }
            list.push(Listed { name: row.name.to_owned(), count: 1 + dice.below(3), parent: None });
            right.push(row);
            if let Some(parent) = parent {
                let at = right.iter().position(|r| r.number == parent.number).unwrap_or_else(|| {
                    list.push(Listed { name: parent.name.to_owned(), count: 1, parent: None });
                    right.push(parent);
                    list.len() - 1
                });
                let child = right.iter().position(|r| r.number == row.number).unwrap_or(0);
                list[child].parent = Some(at).filter(|at| *at != child);
            }
        }
        let weighed = train::list(&list, &data.places, weights);
        print(&weighed, |w, i| {
            let is_right = |c: &train::Known| {
                c.0 == Some(right[i].geonames)
                    || (right[i].feature >= Feature::Admin2
                        && c.1.is_some_and(|at| km(at, (right[i].lat, right[i].lon)) < 30.0))
            };
            Some(w.candidates.iter().map(is_right).collect())
        });
    }
    Ok(())
}
