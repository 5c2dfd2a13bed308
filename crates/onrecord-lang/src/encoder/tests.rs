//! A tiny encoder of made-up weights, held to its own definition in 64 bits, and files that are broken.
//!
//! That the real one gives what PyTorch gives is tested where the real one can be fetched, in the command's tests.

use super::*;
use std::fmt::Write as _;
use std::path::Path;

const WIDTH: usize = 8;
const HEADS: usize = 2;
const INNER: usize = 12;
const VOCABULARY: &str = "[UNK]\n[CLS]\n[SEP]\nthe\nfor\n##t\nfell\n.";

/// Pseudo-random values, the same on every machine.
fn values(n: usize, name: &str) -> Vec<f32> {
    let mut state =
        name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    (0..n)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        })
        .collect()
}

fn shapes() -> Vec<(String, Vec<usize>)> {
    let mut out = vec![
        ("embeddings.word_embeddings.weight".to_owned(), vec![8, WIDTH]),
        ("embeddings.position_embeddings.weight".to_owned(), vec![6, WIDTH]),
        ("embeddings.token_type_embeddings.weight".to_owned(), vec![2, WIDTH]),
    ];
    let mut both = |name: &str, n: usize, k: usize| {
        let weight = if k == 0 { vec![n] } else { vec![n, k] };
        out.extend([(format!("{name}.weight"), weight), (format!("{name}.bias"), vec![n])]);
    };
    both("embeddings.LayerNorm", WIDTH, 0);
    for layer in 0..2 {
        let mut own = |part: &str, n, k| both(&format!("encoder.layer.{layer}.{part}"), n, k);
        own("attention.self.query", WIDTH, WIDTH);
        own("attention.self.key", WIDTH, WIDTH);
        own("attention.self.value", WIDTH, WIDTH);
        own("attention.output.dense", WIDTH, WIDTH);
        own("attention.output.LayerNorm", WIDTH, 0);
        own("intermediate.dense", INNER, WIDTH);
        own("output.dense", WIDTH, INNER);
        own("output.LayerNorm", WIDTH, 0);
    }
    out
}

/// A safetensors file of these arrays, each filled by its name.
fn file(shapes: &[(String, Vec<usize>)]) -> Vec<u8> {
    let (mut header, mut data) = (String::new(), Vec::new());
    for (name, shape) in shapes {
        let start = data.len();
        for v in values(shape.iter().product(), name) {
            data.extend(v.to_le_bytes());
        }
        let comma = if header.is_empty() { "" } else { "," };
        let _ = write!(
            header,
            "{comma}\"{name}\":{{\"dtype\":\"F32\",\"shape\":{shape:?},\"data_offsets\":[{start},{}]}}",
            data.len()
        );
    }
    let header = format!("{{{header}}}");
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &data].concat()
}

const CONFIG: &str = r#"{"hidden_size": 8, "num_attention_heads": 2, "intermediate_size": 12, "hidden_act": "gelu",
    "num_hidden_layers": 2, "max_position_embeddings": 6, "type_vocab_size": 2}"#;

fn files(config: &str, words: &str, weights: Vec<u8>) -> Files {
    let parts = [
        ("config.json".to_owned(), config.as_bytes().to_vec()),
        ("vocab.txt".to_owned(), words.as_bytes().to_vec()),
        ("model.safetensors".to_owned(), weights),
    ];
    Files::from_parts(Path::new("m"), parts)
}

fn normal(row: &[f64], name: &str) -> Vec<f64> {
    let n = row.len() as f64;
    let mean = row.iter().sum::<f64>() / n;
    let scale = (row.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt().recip();
    let (gain, bias) =
        (values(row.len(), &format!("{name}.weight")), values(row.len(), &format!("{name}.bias")));
    row.iter()
        .enumerate()
        .map(|(i, v)| (v - mean) * scale * f64::from(gain[i]) + f64::from(bias[i]))
        .collect()
}

fn linear(row: &[f64], name: &str, n: usize) -> Vec<f64> {
    let k = row.len();
    let (w, b) = (values(n * k, &format!("{name}.weight")), values(n, &format!("{name}.bias")));
    (0..n).map(|j| (0..k).map(|i| row[i] * f64::from(w[j * k + i])).sum::<f64>() + f64::from(b[j])).collect()
}

/// The encoder by its definition, slowly.
fn plain(ids: &[usize]) -> Vec<Vec<f64>> {
    let row = |name: &str, i: usize| -> Vec<f64> {
        let all = values((i + 1) * WIDTH, name);
        all[i * WIDTH..].iter().map(|v| f64::from(*v)).collect()
    };
    let add = |a: &[f64], b: &[f64]| -> Vec<f64> { a.iter().zip(b).map(|(a, b)| a + b).collect() };
    let mut x: Vec<Vec<f64>> = ids
        .iter()
        .enumerate()
        .map(|(place, id)| {
            let place = row("embeddings.position_embeddings.weight", place);
            let sum = add(&row("embeddings.word_embeddings.weight", *id), &place);
            normal(&add(&sum, &row("embeddings.token_type_embeddings.weight", 0)), "embeddings.LayerNorm")
        })
        .collect();
    let own = WIDTH / HEADS;
    for layer in 0..2 {
        let name = |part: &str| format!("encoder.layer.{layer}.{part}");
        let all = |part: &str| -> Vec<Vec<f64>> {
            x.iter().map(|row| linear(row, &name(&format!("attention.self.{part}")), WIDTH)).collect()
        };
        let (q, k, v) = (all("query"), all("key"), all("value"));
        let seen: Vec<Vec<f64>> = (0..x.len())
            .map(|t| {
                let mut out = vec![0.0; WIDTH];
                for head in 0..HEADS {
                    let part = head * own..(head + 1) * own;
                    let dot =
                        |u: usize| part.clone().map(|i| q[t][i] * k[u][i]).sum::<f64>() / (own as f64).sqrt();
                    let weights: Vec<f64> = (0..x.len()).map(|u| dot(u).exp()).collect();
                    let sum: f64 = weights.iter().sum();
                    for i in part.clone() {
                        out[i] = (0..x.len()).map(|u| weights[u] / sum * v[u][i]).sum();
                    }
                }
                out
            })
            .collect();
        for (x, seen) in x.iter_mut().zip(seen) {
            let mixed = linear(&seen, &name("attention.output.dense"), WIDTH);
            let half = normal(&add(x, &mixed), &name("attention.output.LayerNorm"));
            let mut inner: Vec<f32> =
                linear(&half, &name("intermediate.dense"), INNER).iter().map(|v| *v as f32).collect();
            kernel::gelu(Kernel::Portable, &mut inner);
            let inner: Vec<f64> = inner.iter().map(|v| f64::from(*v)).collect();
            *x =
                normal(&add(&half, &linear(&inner, &name("output.dense"), WIDTH)), &name("output.LayerNorm"));
        }
    }
    x
}

#[test]
fn layers_compute_what_their_definition_says_on_every_kernel() {
    let files = files(CONFIG, VOCABULARY, file(&shapes()));
    for kernel in Kernel::available() {
        let encoder = Encoder::load_with(&files, 2, kernel).unwrap();
        let (long, short) = (encoder.pieces("The fort fell."), encoder.pieces("fell"));
        assert_eq!(long.iter().map(|p| p.id).collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        // Six places hold four pieces and the two ends.
        let (x, ranges) = encoder.states(&[&long, &short]);
        assert_eq!(ranges, [0..6, 6..9]);
        let wanted = [plain(&[1, 3, 4, 5, 6, 2]), plain(&[1, 6, 2])].concat();
        for (row, wanted) in x.chunks_exact(WIDTH).zip(&wanted) {
            for (got, want) in row.iter().zip(wanted) {
                assert!((f64::from(*got) - want).abs() < 1e-4, "{kernel:?}: {got} for {want}");
            }
        }
    }
}

#[test]
fn broken_files_of_an_encoder_are_named() {
    let message = |config: &str, words: &str, weights: Vec<u8>| {
        let files = files(config, words, weights);
        Encoder::load(&files, 2).map_or_else(|e| e.to_string(), |e| format!("{:?}", e.shape()))
    };
    let whole = file(&shapes());
    assert_eq!(
        message(CONFIG, VOCABULARY, whole.clone()),
        format!("{:?}", Shape { width: WIDTH, heads: HEADS, inner: INNER })
    );
    let cases = [
        ("{", VOCABULARY, "m/config.json: this is not the JSON of an encoder's sizes"),
        ("{}", VOCABULARY, "m/config.json: `hidden_size` is missing or is no size"),
        (
            &CONFIG.replace("\"num_attention_heads\": 2", "\"num_attention_heads\": 3"),
            VOCABULARY,
            "m/config.json: `hidden_size` is no multiple of `num_attention_heads`",
        ),
        (&CONFIG.replace("gelu", "relu"), VOCABULARY, "m/config.json: `hidden_act` is not `gelu`"),
        (
            &CONFIG.replace("\"hidden_size\": 8", "\"hidden_size\": 4000000000"),
            VOCABULARY,
            "m/config.json: `hidden_size` is missing or is no size",
        ),
        (CONFIG, "[UNK]\n[CLS]", "m/vocab.txt: the piece `[SEP]` is missing"),
        (
            CONFIG,
            "[UNK]\n[CLS]\n[SEP]",
            "m/model.safetensors: array `embeddings.word_embeddings.weight` is [8, 8] of F32 and not [3, 8] of F32",
        ),
        (&CONFIG.replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 9"), VOCABULARY, ""),
    ];
    for (config, words, wanted) in cases {
        let said = message(config, words, whole.clone());
        assert!(wanted.is_empty() || said == wanted, "{said}");
    }
    assert_eq!(
        message(CONFIG, VOCABULARY, whole[..whole.len() - 1].to_vec()),
        "m/model.safetensors: this is no safetensors file"
    );
    let mut fewer = shapes();
    fewer.pop();
    assert_eq!(
        message(CONFIG, VOCABULARY, file(&fewer)),
        "m/model.safetensors: the array `encoder.layer.1.output.LayerNorm.bias` is missing"
    );
}

#[test]
fn a_text_of_nothing_has_its_two_ends() {
    let encoder = Encoder::load(&files(CONFIG, VOCABULARY, file(&shapes())), 1).unwrap();
    assert_eq!(encoder.pieces(" \u{0}\u{301} ").len(), 0);
    let (x, ranges) = encoder.states(&[&[]]);
    assert_eq!((x.len(), ranges.len(), ranges[0].end), (2 * WIDTH, 1, 2));
    assert_eq!(encoder.states(&[]), (vec![], vec![]));
}
