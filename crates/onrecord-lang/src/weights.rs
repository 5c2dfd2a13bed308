//! Weights of one component: the `model` file that thinc writes, as named nodes with named arrays.
//!
//! The file is msgpack: parallel lists `nodes`, `attrs` and `params`. Nodes of one kind are told apart by their
//! order alone, so they are asked for by kind and number. Every shape is checked when it is asked for.

use crate::{Error, msgpack};
use rmpv::ValueRef;

/// The nodes of a model file that have a kind this program uses, in file order.
pub struct Weights<'a> {
    file: &'a str,
    nodes: Vec<Node>,
}

/// One layer of the network as it was stored.
pub struct Node {
    kind: String,
    arrays: Vec<(String, Array)>,
    seed: Option<u32>,
}

/// An array of 32-bit floats in row-major order.
pub struct Array {
    shape: Vec<usize>,
    data: Vec<f32>,
}

impl<'a> Weights<'a> {
    /// Reads a model file; `file` is its name for messages.
    pub fn parse(bytes: &[u8], file: &'a str) -> Result<Weights<'a>, Error> {
        let damaged = |what: &str| Error::damaged(what).at(file);
        let root = msgpack::parse(bytes, file)?;
        let list = |key: &str| {
            msgpack::field(&root, key)
                .and_then(msgpack::items)
                .ok_or_else(|| damaged(&format!("the list `{key}` of a thinc model is missing")))
        };
        let (nodes, attrs, params) = (list("nodes")?, list("attrs")?, list("params")?);
        if nodes.len() != attrs.len() || nodes.len() != params.len() {
            return Err(damaged("`nodes`, `attrs` and `params` differ in length"));
        }
        let mut out = Vec::new();
        for ((node, attrs), params) in nodes.iter().zip(attrs).zip(params) {
            let kind = msgpack::field(node, "name")
                .and_then(msgpack::text)
                .ok_or_else(|| damaged("a node has no name"))?;
            let mut arrays = Vec::new();
            if let ValueRef::Map(entries) = params {
                for (key, value) in entries {
                    if matches!(value, ValueRef::Nil) {
                        continue;
                    }
                    let name = msgpack::text(key).ok_or_else(|| damaged("a parameter has no name"))?;
                    let array = Array::parse(value).ok_or_else(|| {
                        damaged(&format!("parameter `{name}` of a `{kind}` node is no float array"))
                    })?;
                    arrays.push((name.to_owned(), array));
                }
            }
            // Attribute values are msgpack of their own inside a byte string.
            let seed = msgpack::field(attrs, "seed").and_then(|v| match v {
                ValueRef::Binary(bytes) => msgpack::parse(bytes, file).ok()?.as_u64(),
                _ => None,
            });
            out.push(Node { kind: kind.to_owned(), arrays, seed: seed.and_then(|s| u32::try_from(s).ok()) });
        }
        Ok(Weights { file, nodes: out })
    }

    /// Nodes of one kind, in file order.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |n| n.kind == kind)
    }

    /// The `n`-th node of a kind.
    pub fn node(&self, kind: &str, n: usize) -> Result<&Node, Error> {
        self.of_kind(kind)
            .nth(n)
            .ok_or_else(|| Error::damaged(format!("it has no `{kind}` node number {}", n + 1)).at(self.file))
    }

    /// The values of an array that must have exactly this shape.
    pub fn array<'n>(&self, node: &'n Node, name: &str, shape: &[usize]) -> Result<&'n [f32], Error> {
        let found = node.arrays.iter().find(|(n, _)| n == name).map(|(_, a)| a);
        match found {
            Some(array) if array.shape == shape => Ok(&array.data),
            Some(array) => {
                let what = format!("`{name}` of `{}` has shape {:?}, not {shape:?}", node.kind, array.shape);
                Err(Error::damaged(what).at(self.file))
            }
            None => Err(Error::damaged(format!("a `{}` node has no `{name}`", node.kind)).at(self.file)),
        }
    }

    /// The name of the file, for messages.
    pub fn file(&self) -> &str {
        self.file
    }
}

impl Node {
    /// The shape of an array, if there is one of that name.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.arrays.iter().find(|(n, _)| n == name).map(|(_, a)| a.shape.as_slice())
    }

    /// The seed of a hash embedding.
    pub fn seed(&self) -> Option<u32> {
        self.seed
    }
}

impl Array {
    /// An array as `msgpack-numpy` writes it: `shape`, `type`, `data`. `None` if it is anything else.
    fn parse(value: &ValueRef) -> Option<Array> {
        if msgpack::text(msgpack::field(value, "type")?)? != "<f4" {
            return None;
        }
        let shape: Option<Vec<usize>> = msgpack::items(msgpack::field(value, "shape")?)?
            .iter()
            .map(|v| v.as_u64().and_then(|n| usize::try_from(n).ok()))
            .collect();
        let shape = shape?;
        let ValueRef::Binary(bytes) = msgpack::field(value, "data")? else { return None };
        let count = shape.iter().try_fold(1usize, |n, d| n.checked_mul(*d))?;
        if bytes.len() != count.checked_mul(4)? {
            return None;
        }
        Some(Array { shape, data: floats(bytes) })
    }
}

/// Little-endian 32-bit floats; a remainder of fewer than four bytes is left out.
pub fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|c| f32::from_le_bytes([c[0], c[1], c[2], c[3]])).collect()
}
