use super::*;

/// Graphs of chance: `n` nodes, an edge with a chance of `dense` in 100, of these `hostile` in 100 negative.
fn chance(n: usize, dense: usize, hostile: usize, seed: u64) -> Graph {
    let mut random = local::Random::new(seed);
    let mut edges = Vec::new();
    for a in 0..n {
        for b in a + 1..n {
            if random.below(100) < dense {
                edges.push((a, b, random.below(100) >= hostile));
            }
        }
    }
    Graph::unit(n, edges)
}

fn brute(graph: &Graph) -> i64 {
    let all = 1u32 << graph.nodes.saturating_sub(1);
    let sides = |m: u32| (0..graph.nodes).map(|i| i > 0 && m >> (i - 1) & 1 == 1).collect::<Vec<_>>();
    (0..all).map(|m| graph.cost(&sides(m))).min().unwrap_or(0)
}

#[test]
fn the_index_of_random_graphs_is_that_of_trying_every_division() {
    let effort = Effort { starts: 1, ..Effort::default() };
    let mut searched = 0;
    for seed in 0..300 {
        let n = 2 + (seed as usize) % 13;
        let mut graph = chance(n, 25 + (seed as usize * 7) % 76, 20 + (seed as usize * 11) % 70, seed);
        if seed % 3 == 0 {
            graph.links.iter_mut().enumerate().for_each(|(i, l)| l.weight *= 1 + (i as i64 * 5) % 4);
        }
        let found = frustration(&graph, &effort);
        assert_eq!((found.index, found.exact), (brute(&graph), true), "seed {seed}: {graph:?}");
        assert_eq!(graph.cost(&found.sides), found.index);
        searched += u64::from(found.steps > 0);
    }
    assert!(searched > 50, "branch and bound had work in {searched} graphs only");
}

#[test]
fn without_search_the_bound_is_never_above_the_index() {
    let effort = Effort { exact_up_to: 0, starts: 5, ..Effort::default() };
    let mut open = 0;
    for seed in 0..100 {
        let graph = chance(12, 60, 50, seed);
        let (found, index) = (frustration(&graph, &effort), brute(&graph));
        assert!(found.lower <= index && index <= found.index, "{} {index} {}", found.lower, found.index);
        open += usize::from(!found.exact);
    }
    assert!(open > 20, "the bound was open in {open} graphs only");
}

#[test]
fn a_search_cut_short_says_so_and_gives_a_bound() {
    let graph = chance(40, 60, 50, 3);
    let cut = frustration(&graph, &Effort { steps: 50, ..Effort::default() });
    assert!(!cut.exact && cut.lower < cut.index, "{} {}", cut.lower, cut.index);
    assert!(cut.lower > 0);
}

/// A complete graph of enemies is frustrated least by two halves: Zaslavsky 1982, the greatest cut of a complete graph.
#[test]
fn a_war_of_all_against_all_has_the_known_index() {
    for n in [3usize, 4, 7, 10, 13] {
        let edges = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b, false)));
        let found = frustration(&Graph::unit(n, edges), &Effort::default());
        assert_eq!((found.index, found.exact), ((n * (n - 1) / 2 - n * n / 4) as i64, true), "{n}");
    }
}

/// The Petersen graph with all edges negative has index 3: its greatest cut has 12 of 15 edges. Source: Zaslavsky,
/// Six signed Petersen graphs, 2012.
#[test]
fn the_petersen_graph_of_enemies_has_index_three() {
    let edges =
        (0..5).flat_map(|i| [(i, (i + 1) % 5, false), (i, i + 5, false), (i + 5, (i + 2) % 5 + 5, false)]);
    let found = frustration(&Graph::unit(10, edges), &Effort::default());
    assert_eq!((found.index, found.exact), (3, true));
}

/// The great powers by 1907: Triple Alliance against Triple Entente, all tied, no edge against the two camps. Source:
/// Antal, Krapivsky and Redner, Social balance on networks: the dynamics of friendship and enmity, 2006, figure on the
/// relations of 1872 to 1907.
#[test]
fn the_great_powers_of_1907_are_the_two_known_alliances() {
    let powers = ["Britain", "France", "Russia", "Germany", "Austria-Hungary", "Italy"];
    let edges = (0..6usize).flat_map(|a| (a + 1..6).map(move |b| (a, b, (a < 3) == (b < 3))));
    let graph = Graph::unit(6, edges);
    let found = frustration(&graph, &Effort::default());
    assert_eq!((found.index, found.exact), (0, true));
    let parts: Vec<Vec<&str>> =
        communities(&graph, &found.sides).iter().map(|p| p.iter().map(|n| powers[*n]).collect()).collect();
    assert_eq!(parts, [["Britain", "France", "Russia"], ["Germany", "Austria-Hungary", "Italy"]]);
    assert_eq!(balance::triads(&graph), balance::Triads { all: 20, balanced: 20 });
}

#[test]
fn camps_fit_across_blocks_that_share_a_node_and_parts_that_share_none() {
    // Two triangles of one enemy pair too many that meet in node 2, a friend hanging on, and a pair apart.
    let edges = [
        (0, 1, false),
        (1, 2, false),
        (0, 2, false),
        (2, 3, true),
        (3, 4, false),
        (2, 4, true),
        (4, 5, true),
    ];
    let graph = Graph::unit(8, edges.into_iter().chain([(6, 7, false)]));
    let found = frustration(&graph, &Effort::default());
    assert_eq!((found.index, found.lower, found.exact, found.against.len()), (2, 2, true, 2));
    assert_eq!(found.sides[4], found.sides[5]);
    assert_ne!(found.sides[6], found.sides[7]);
}

#[test]
fn a_chain_of_a_hundred_thousand_and_odd_edges_are_taken() {
    let edges = (0..100_000).map(|i| (i, i + 1, i % 3 == 0));
    let mut graph = Graph::unit(100_001, edges);
    let odd = [
        Link { a: 5, b: 5, weight: -2 },
        Link { a: 1, b: 999_999, weight: 1 },
        Link { a: 0, b: 1, weight: -1 },
    ];
    graph.links.extend(odd);
    let found = frustration(&graph, &Effort::default());
    // The loop costs two; the pair that is friend and foe at once costs one.
    assert_eq!((found.index, found.exact), (3, true));
    assert_eq!(frustration(&Graph::default(), &Effort::default()).index, 0);
}

#[test]
fn two_real_camps_are_nearer_to_balance_than_their_shuffled_signs() {
    let edges = (0..14usize).flat_map(|a| (a + 1..14).map(move |b| (a, b, (a < 7) == (b < 7))));
    let graph = Graph::unit(14, edges.filter(|(a, b, _)| (a * 5 + b * 3) % 2 == 0));
    let found = frustration(&graph, &Effort::default());
    let null = balance::null(&graph, found.index, 99, &Effort::default());
    assert_eq!((found.index, null.p, null.exact), (0, 0.01, true));
    assert!(null.mean > 5.0, "{null:?}");
    assert_eq!(null, balance::null(&graph, 0, 99, &Effort::default()));
    // Signs dealt by chance are as near to balance as chance is.
    let graph = chance(14, 50, 50, 5);
    let found = frustration(&graph, &Effort::default());
    assert!(balance::null(&graph, found.index, 99, &Effort::default()).p > 0.05);
}

#[test]
fn a_shared_enemy_is_a_hypothesis_with_its_triads() {
    // 0 and 1 fight 2 and 3; 0 is a friend of 4, who fights 1.
    let edges = [
        (0, 2, false),
        (1, 2, false),
        (0, 3, false),
        (1, 3, false),
        (0, 4, true),
        (1, 4, false),
        (2, 3, true),
    ];
    let graph = Graph::unit(5, edges);
    let found = enemies::hypotheses(&graph, 10);
    let first = &found.iter().find(|h| (h.a, h.b) == (0, 1)).unwrap();
    let thirds = |list: &[enemies::Triad]| list.iter().map(|t| t.third).collect::<Vec<_>>();
    assert_eq!((thirds(&first.enemies), thirds(&first.against)), (vec![2, 3], vec![4]));
    assert_eq!((first.enemies[0].to_a, first.enemies[0].to_b), (0, 1));
    // 2 and 3 share enemies, too, and are known to be friends: no hypothesis, but counted as held.
    assert!(found.iter().all(|h| (h.a, h.b) != (2, 3)));
    let held = enemies::held(&graph, 20, 1);
    assert_eq!((held.pairs, held.friends), (1, 1));
}

mod records {
    use super::super::*;
    use crate::party::{Party, Report};
    use jiff::civil::{Date, date};
    use onrecord_doc::{
        Act, Document, Entity, EntityType, Event, EventType, Id, Input, Maker, Manner, Quad, Relation,
        RelationType, Role, Span, Statement, Status, Voice,
    };

    /// A report whose words are the names of states; the first is entity 0.
    fn report(id: &str, day: Date, names: &[&str]) -> Document {
        let input = Input { id: Some(id.to_owned()), ..Input::new(names.join(" ")).published(day) };
        let mut doc = Document::new(input);
        let mut from = 0;
        for name in names {
            let span = Span::of(from, from + name.len());
            from += name.len() + 1;
            let entity = Entity {
                name: (*name).to_owned(),
                kind: EntityType::Country,
                aliases: Vec::new(),
                country: Some(name[..2].to_uppercase()),
                cameo: None,
                sector: None,
                roles: Vec::new(),
                key: None,
                wikidata: None,
                anonymous: false,
            };
            doc.entities.push(entity, span.into(), Maker::rule("test"), 1.0);
        }
        doc
    }

    fn role(n: usize) -> Role {
        Role { at: None, entity: Some(Id::at(n)) }
    }

    fn event(
        doc: &mut Document,
        kind: EventType,
        quad: Quad,
        value: f32,
        ends: (usize, usize),
        status: Status,
    ) {
        let event = Event {
            kind,
            mode: None,
            contexts: Vec::new(),
            cameo: None,
            quad,
            plover_score: Some(value),
            goldstein: None,
            actors: vec![role(ends.0)],
            recipients: vec![role(ends.1)],
            times: Vec::new(),
            earliest: None,
            latest: None,
            place: None,
            status,
            word: Voice::Publisher,
            quantities: Vec::new(),
        };
        doc.events.push(event, Span::of(0, doc.text().len()).into(), Maker::rule("test"), 1.0);
    }

    fn add(ties: &mut Ties, doc: &Document, origin: &str) {
        let party = |id| Party::of(doc, id);
        ties.add(Report { doc, origin, party: &party }, &Weighing::default());
    }

    const HOSTILE: Quad = Quad::MaterialConflict;

    #[test]
    fn an_edge_keeps_its_records_and_fades_by_half_in_its_half_life() {
        let mut ties = Ties::default();
        let mut doc = report("r1", date(2026, 1, 1), &["Peru", "Chad"]);
        event(&mut doc, EventType::Assault, HOSTILE, -9.0, (0, 1), Status::Happened);
        let relation =
            Relation { kind: RelationType::Ally, subject: role(0), object: role(1), word: Voice::Publisher };
        doc.relations.push(relation, Span::of(0, 4).into(), Maker::rule("test"), 0.2);
        add(&mut ties, &doc, "r1");
        let weighing = Weighing::default();
        let now = ties.at(date(2026, 1, 1), &weighing);
        let edge = &now.edges[0];
        assert_eq!((edge.sign, now.nodes[edge.a].name.as_str()), (-1, "Peru"));
        let shown: Vec<(&str, &str, String)> = edge
            .shares
            .iter()
            .map(|s| (s.tie.record.as_str(), s.tie.words[0].as_str(), format!("{:.3}", s.part)))
            .collect();
        assert_eq!(shown, [("v1", "Peru Chad", "0.826".to_owned()), ("r1", "Peru", "0.174".to_owned())]);
        let later = ties.at(date(2026, 7, 2), &weighing);
        assert!((later.edges[0].weight - edge.weight / 2.0).abs() < 1e-9);
        assert_eq!(ties.at(date(2025, 12, 31), &weighing).edges, []);
    }

    #[test]
    fn copies_of_one_text_count_once_and_what_did_not_happen_not_at_all() {
        let (mut ties, weighing) = (Ties::default(), Weighing::default());
        for (id, origin) in [("r1", "agency"), ("r2", "agency"), ("r3", "own")] {
            let mut doc = report(id, date(2026, 1, 1), &["Peru", "Chad"]);
            event(&mut doc, EventType::Sanction, HOSTILE, -6.0, (0, 1), Status::Happened);
            event(&mut doc, EventType::Assault, HOSTILE, -9.0, (0, 1), Status::Denied);
            add(&mut ties, &doc, origin);
        }
        let network = ties.at(date(2026, 1, 1), &weighing);
        let edge = &network.edges[0];
        assert_eq!((edge.weight, edge.shares.len()), (-12.0, 3));
        let weights: Vec<f64> = edge.shares.iter().map(|s| s.weight).collect();
        assert_eq!(weights, [-6.0, 0.0, -6.0]);
    }

    #[test]
    fn thanks_to_someone_tie_as_statements_do() {
        let mut ties = Ties::default();
        let mut doc = report("r1", date(2026, 1, 1), &["Peru", "Chad"]);
        let statement = Statement {
            manner: Manner::Indirect,
            act: Act::Thank,
            source: Some(role(1)),
            cue: Some(Role::words(Span::of(0, 4))),
            content: None,
            addressee: Some(role(0)),
            channel: None,
            times: Vec::new(),
            inside: None,
            anonymous: None,
        };
        doc.statements.push(statement, Span::of(0, 4).into(), Maker::rule("test"), 1.0);
        add(&mut ties, &doc, "r1");
        let tie = ties.iter().next().unwrap();
        assert_eq!(
            (tie.basis.name().as_str(), tie.value, tie.record.as_str()),
            ("statement thank", 5.0, "s1")
        );
    }

    #[test]
    fn two_camps_come_out_of_reports_and_balance_is_given_for_each_window() {
        let (mut ties, weighing) = (Ties::default(), Weighing::default());
        let names = ["Peru", "Chad", "Togo", "Oman"];
        for (n, (a, b)) in [(0, 1), (2, 3), (0, 2), (1, 3), (0, 3)].into_iter().enumerate() {
            let mut doc = report(&format!("r{n}"), date(2026, 3, 1 + n as i8), &names);
            let friends = n < 2;
            let (kind, quad, value) = if friends {
                (EventType::Aid, Quad::MaterialCooperation, 10.0)
            } else {
                (EventType::Assault, HOSTILE, -9.0)
            };
            event(&mut doc, kind, quad, value, (a, b), Status::Happened);
            add(&mut ties, &doc, &format!("r{n}"));
        }
        let network = ties.at(date(2026, 3, 31), &weighing);
        let (graph, _) = network.graph();
        let found = frustration(&graph, &Effort::default());
        let camps: Vec<Vec<&str>> = communities(&graph, &found.sides)
            .iter()
            .map(|c| c.iter().map(|n| network.nodes[*n].name.as_str()).collect())
            .collect();
        assert_eq!((found.index, camps), (0, vec![vec!["Peru", "Chad"], vec!["Togo", "Oman"]]));
        let span = (date(2026, 3, 1), date(2026, 3, 31));
        let windows = balance::over_time(&ties, span, 3, 19, &weighing, &Effort::default());
        let shown: Vec<(i8, usize, usize)> =
            windows.iter().take(3).map(|w| (w.last.day(), w.edges, w.hostile)).collect();
        assert_eq!((shown, windows.len()), (vec![(3, 3, 1), (6, 2, 2), (9, 0, 0)], 11));
        assert_eq!((windows[10].last, windows[10].null.is_none()), (date(2026, 3, 31), true));
    }
}
