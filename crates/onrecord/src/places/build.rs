//! Writing the gazetteer from a table of places; `training/places/run` does so.

use super::fold;
use super::gazetteer::{BUCKETS, Damage, Feature, HEADER, MAGIC, checksum};
use hashbrown::HashMap;

/// One line of the table: kind, number, code, feature, latitude, longitude, population, name, other names.
struct Line<'t> {
    kind: usize,
    geonames: u32,
    code: Vec<&'t str>,
    feature: Feature,
    lat: f64,
    lon: f64,
    population: f64,
    name: &'t str,
    others: &'t str,
}

const KINDS: [&str; 4] = ["country", "admin1", "admin2", "place"];

/// The block of a table of places.
///
/// # Errors
///
/// If a line does not hold nine cells that mean something, or there are more places than the block can number.
pub fn build(table: &str) -> Result<Vec<u8>, Damage> {
    let mut lines = Vec::new();
    for (i, text) in table.lines().enumerate() {
        lines.push(line(text).ok_or_else(|| Damage(format!("line {}: not the cells of a place", i + 1)))?);
    }
    // States, first and second divisions, the rest: their ordinals are their numbers.
    lines.sort_by_key(|l| l.kind);
    if lines.len() >= 1 << 20 {
        return Err(Damage(format!("{} places are too many", lines.len())));
    }
    let count = |kind: usize| lines.iter().filter(|l| l.kind == kind).count();
    let counts = [count(0), count(1), count(2)];
    let mut ordinals: HashMap<(usize, String), usize> = HashMap::new();
    let mut next = [0; 4];
    for l in &lines {
        ordinals.insert((l.kind, l.code.join(".")), next[l.kind]);
        next[l.kind] += 1;
    }
    let (mut records, mut names, mut index) = (Vec::new(), Vec::new(), Vec::new());
    for (number, l) in lines.iter().enumerate() {
        let country = ordinals.get(&(0, l.code[0].to_owned())).copied().unwrap_or(255);
        let division = |level: usize| {
            let code = l.code.get(..=level)?.join(".");
            ordinals.get(&(level, code)).map(|n| n + 1)
        };
        records.extend(l.geonames.to_le_bytes());
        records.extend(u24(((l.lat + 90.0) * 1e4).round() as u32));
        records.extend(u24(((l.lon + 180.0) * 1e4).round() as u32));
        records.push(((l.population + 1.0).log2() * 8.0).round().clamp(0.0, 255.0) as u8);
        records.extend([l.feature as u8, country as u8]);
        records.extend((division(1).unwrap_or(0) as u16).to_le_bytes());
        records.extend((division(2).unwrap_or(0) as u16).to_le_bytes());
        records.extend(u24(names.len() as u32));
        let end = l.name.char_indices().map(|(i, c)| i + c.len_utf8()).take_while(|end| *end <= 255).last();
        let name = l.name.get(..end.unwrap_or(0)).unwrap_or("");
        records.push(name.len() as u8);
        names.extend(name.as_bytes());
        if l.kind == 0 {
            names.extend(l.code[0].as_bytes());
        }
        let own = fold::fold(l.name);
        let mut keys: Vec<String> = l.others.split('|').map(fold::fold).collect();
        keys.sort();
        keys.dedup();
        keys.retain(|k| *k != own && !k.is_empty());
        index.extend(keys.iter().map(|k| (fold::hash(k), -l.population, number | 1 << 20)));
        index.push((fold::hash(&own), -l.population, number));
    }
    index.sort_by(|a, b| (a.0 >> 24).cmp(&(b.0 >> 24)).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut buckets = vec![0u32; BUCKETS + 1];
    for (h, ..) in &index {
        buckets[(h >> 48) as usize + 1] += 1;
    }
    for i in 0..BUCKETS {
        buckets[i + 1] += buckets[i];
    }
    let mut body = records;
    body.extend(buckets.iter().flat_map(|b| b.to_le_bytes()));
    for (h, _, value) in &index {
        body.extend(u24((h >> 24) as u32 & 0xff_ffff));
        body.extend(u24(*value as u32));
    }
    let mut out = MAGIC.to_vec();
    for n in [counts[0], counts[1], counts[2], lines.len(), index.len(), names.len()] {
        out.extend((n as u32).to_le_bytes());
    }
    body.extend(&names);
    out.extend(checksum(&body).to_le_bytes());
    out.resize(HEADER, 0);
    out.extend(body);
    Ok(out)
}

fn line(text: &str) -> Option<Line<'_>> {
    let cells: Vec<&str> = text.split('\t').collect();
    let [kind, geonames, code, feature, lat, lon, population, name, others] = cells.try_into().ok()?;
    let line = Line {
        kind: KINDS.iter().position(|k| *k == kind)?,
        geonames: geonames.parse().ok()?,
        code: code.split('.').collect(),
        feature: Feature::of(feature),
        lat: lat.parse().ok()?,
        lon: lon.parse().ok()?,
        population: population.parse().ok()?,
        name,
        others,
    };
    let is_on_earth = line.lat.abs() <= 90.0 && line.lon.abs() <= 180.0 && line.code[0].len() == 2;
    (is_on_earth && !name.is_empty()).then_some(line)
}

fn u24(n: u32) -> [u8; 3] {
    let b = n.to_le_bytes();
    [b[0], b[1], b[2]]
}
