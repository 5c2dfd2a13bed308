//! The output that README.md opens with is the command's own.

use crate::repository;
use std::process::Command;

#[test]
fn the_readme_opens_with_what_the_command_prints() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    let (_, block) = readme.split_once("```text\n").unwrap();
    let (block, _) = block.split_once("\n…\n```").unwrap();
    let (command, wanted) = block.split_once('\n').unwrap();
    let args = command.strip_prefix("$ cargo run --release -- ").unwrap();
    crate::reader();
    let output = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(args.split(' '))
        .current_dir(repository(""))
        .env("COLUMNS", "80")
        .env_remove("ONRECORD_MODEL")
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let shown: Vec<&str> = out.lines().take(wanted.lines().count()).collect();
    assert_eq!(shown, wanted.lines().collect::<Vec<_>>());
}
