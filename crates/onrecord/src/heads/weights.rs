//! The file of a head: named arrays and the names behind their rows.
//!
//! Source: the safetensors format, whose metadata are strings; ours hold JSON lists of names. Values are 16-bit or
//! 32-bit floats, computed with as 32-bit ones.

use super::Error;
use half::f16;
use hashbrown::HashMap;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::borrow::Cow;

/// An opened file.
pub struct Weights<'a> {
    arrays: SafeTensors<'a>,
    metadata: HashMap<String, String>,
}

impl<'a> Weights<'a> {
    /// Reads the head of the file; the arrays stay where they are.
    pub fn parse(bytes: &'a [u8]) -> Result<Weights<'a>, Error> {
        let broken = |e: safetensors::SafeTensorError| Error(format!("it is no safetensors file: {e}"));
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(broken)?;
        let metadata = header.metadata().iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect();
        Ok(Weights { arrays: SafeTensors::deserialize(bytes).map_err(broken)?, metadata })
    }

    /// An array and its shape.
    pub fn array(&self, name: &str) -> Result<(Vec<f32>, Vec<usize>), Error> {
        let view = self.arrays.tensor(name).map_err(|_| Error(format!("it has no array `{name}`")))?;
        let bytes: Cow<[u8]> = Cow::Borrowed(view.data());
        let values = match view.dtype() {
            Dtype::F32 => {
                bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect::<Vec<f32>>()
            }
            Dtype::F16 => bytes.as_chunks::<2>().0.iter().map(|b| f16::from_le_bytes(*b).to_f32()).collect(),
            other => {
                return Err(Error(format!("array `{name}` holds {other:?}, not 16-bit or 32-bit floats")));
            }
        };
        if values.iter().any(|v: &f32| !v.is_finite()) {
            return Err(Error(format!("array `{name}` holds what is no number")));
        }
        Ok((values, view.shape().to_vec()))
    }

    /// An array of one known shape.
    pub fn shaped(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, Error> {
        let (values, found) = self.array(name)?;
        if found != shape {
            return Err(Error(format!("array `{name}` has the shape {found:?} and not {shape:?}")));
        }
        Ok(values)
    }

    /// An array of whole numbers of 8 bits, of one known shape.
    pub fn small(&self, name: &str, shape: &[usize]) -> Result<Vec<i8>, Error> {
        let view = self.whole(name, Dtype::I8)?;
        if view.shape() != shape {
            return Err(Error(format!("array `{name}` has the shape {:?} and not {shape:?}", view.shape())));
        }
        Ok(view.data().iter().map(|b| i8::from_le_bytes([*b])).collect())
    }

    /// A row of whole numbers of 32 bits.
    pub fn numbers(&self, name: &str) -> Result<Vec<u32>, Error> {
        let view = self.whole(name, Dtype::U32)?;
        Ok(view.data().as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect())
    }

    fn whole(&self, name: &str, kind: Dtype) -> Result<TensorView<'_>, Error> {
        let view = self.arrays.tensor(name).map_err(|_| Error(format!("it has no array `{name}`")))?;
        if view.dtype() != kind {
            return Err(Error(format!("array `{name}` holds {:?} and not {kind:?}", view.dtype())));
        }
        Ok(view)
    }

    /// Rows and columns of a matrix.
    pub fn matrix(&self, name: &str) -> Result<[usize; 2], Error> {
        let (_, shape) = self.array(name)?;
        let shape: Result<[usize; 2], _> = shape.try_into();
        shape.map_err(|shape| Error(format!("array `{name}` has the shape {shape:?}, it is no matrix")))
    }

    /// Whether there is an array of that name.
    pub fn has(&self, name: &str) -> bool {
        self.arrays.tensor(name).is_ok()
    }

    /// A string of the metadata.
    pub fn text(&self, key: &str) -> Result<&str, Error> {
        self.metadata
            .get(key)
            .map(String::as_str)
            .ok_or_else(|| Error(format!("its metadata have no `{key}`")))
    }

    /// A list of the metadata.
    pub fn list<T: serde::de::DeserializeOwned>(&self, key: &str) -> Result<Vec<T>, Error> {
        serde_json::from_str(self.text(key)?).map_err(|e| Error(format!("metadata `{key}` are no list: {e}")))
    }
}
