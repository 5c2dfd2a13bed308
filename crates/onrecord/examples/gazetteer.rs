//! Writes `data/places/gazetteer.bin` from a table of places; see `training/places/README.md`.
//!
//! usage: cargo run --release --example gazetteer -- PLACES.tsv GAZETTEER.bin

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [table, block] = arguments.as_slice() else {
        return Err("usage: gazetteer PLACES.tsv GAZETTEER.bin".into());
    };
    let bytes = onrecord::places::build(&std::fs::read_to_string(table)?)?;
    std::fs::write(block, &bytes)?;
    println!("{} bytes", bytes.len());
    Ok(())
}
