//! Memory over many texts: it must not grow with their number.
//!
//! ```sh
//! cargo run --release -p onrecord --example memory -- MODEL 10000
//! ```
//!
//! Reads texts of 30 sentences with ever new names and words, one after the other with one reader, prints the resident
//! memory ten times, and fails if it is a tenth higher at the end than after the first fifth.

use onrecord::{Data, Heads, Reader};
use onrecord_doc::Input;
use std::{error::Error, process::ExitCode};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, count] = &arguments[..] else { return Err("wants a model and a number of texts".into()) };
    let count: usize = count.parse()?;
    let model = onrecord_lang::Model::open(model.as_ref())?;
    let heads = Heads::embedded(&model)?;
    let reader = Reader::new(model, Data::embedded()?, heads);
    let (mut words, mut statements, mut early) = (0, 0, 0);
    for n in 0..count {
        let text = text(n);
        words += text.split_whitespace().count();
        statements += reader.read(Input::new(text)).statements.iter().count();
        if (n + 1) % (count / 10).max(1) == 0 {
            let now = resident()?;
            println!("{} texts, {words} words, {statements} statements: {} MB", n + 1, now / 1_000_000);
            if (n + 1) * 5 <= count + 4 {
                early = now;
            }
        }
    }
    let last = resident()?;
    let grew = last as f64 / early.max(1) as f64;
    println!("at the end {grew:.3} times what it was after the first fifth");
    Ok(if grew > 1.1 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A report with names and words that no other number has.
fn text(n: usize) -> String {
    let mut text = format!("LANDOW {n}, Aug. 3 — ");
    for k in 0..30 {
        let id = n * 31 + k;
        text += &match k % 5 {
            0 => format!(
                "The head of Zarn{id} Ltd., Ivo Kel{id}, said on Monday that the mill{id} would close. "
            ),
            1 => format!("“We never saw the b{id} letter,” he told reporters.\n\n"),
            2 => format!("Officials in Port{id} denied that {id} people had been hurt. "),
            3 => format!("According to the agency, the q{id} plan was “a sad {id}-day farce”. "),
            _ => format!("It accused Mara Lund{id} of hiding the v{id} report and called for a vote.\n\n"),
        };
    }
    text
}

/// Resident memory of this process in bytes, from `/proc/self/statm`, in pages of 4 KiB.
fn resident() -> Result<usize, Box<dyn Error>> {
    let statm = std::fs::read_to_string("/proc/self/statm")?;
    let pages = statm.split_whitespace().nth(1).ok_or("no resident size in /proc/self/statm")?;
    Ok(pages.parse::<usize>()? * 4096)
}
