//! How large a network the frustration index is proven for: random graphs of growing size, those of a news network's
//! kind (two camps with some edges against them) and those of chance, each with the steps and the time it took.
//!
//! `cargo run --release -p onrecord-across --example frustration`

use onrecord_across::network::{Effort, Graph, frustration};

fn main() {
    let mut state = 7u64;
    let mut below = |n: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    println!("kind\tnodes\tedges\tindex\tlower\tproven\tsteps\tmilliseconds");
    for nodes in [20usize, 30, 40, 50, 60] {
        for (kind, degree, noise) in
            [("camps", 8u64, 10u64), ("camps", 16, 15), ("chance", 6, 50), ("chance", 12, 50)]
        {
            let mut edges = Vec::new();
            for a in 0..nodes {
                for b in a + 1..nodes {
                    if below(nodes as u64) < degree {
                        let same = (a % 2 == b % 2) != (below(100) < noise);
                        edges.push((a, b, same));
                    }
                }
            }
            let graph = Graph::unit(nodes, edges);
            let start = std::time::Instant::now();
            let found = frustration(&graph, &Effort::default());
            let (edges, time) = (graph.links.len(), start.elapsed().as_millis());
            let (index, lower, proven, steps) = (found.index, found.lower, found.exact, found.steps);
            println!(
                "{kind} {degree}/{noise}%\t{nodes}\t{edges}\t{index}\t{lower}\t{proven}\t{steps}\t{time}"
            );
        }
    }
}
