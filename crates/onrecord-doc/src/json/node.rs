//! A JSON value that knows where it stands, so that every complaint about it can name its path. Nothing is copied:
//! a node points at the one above it, and the path is put together only when something is wrong.

use crate::Error;
use serde_json::Value;

/// A value and the way to it.
#[derive(Clone, Copy)]
pub struct Node<'n, 'v> {
    value: &'v Value,
    key: Key,
    up: Option<&'n Node<'n, 'v>>,
}

#[derive(Clone, Copy)]
enum Key {
    Root,
    Name(&'static str),
    Index(usize),
}

impl<'n, 'v> Node<'n, 'v> {
    pub fn root(value: &'v Value) -> Node<'n, 'v> {
        Node { value, key: Key::Root, up: None }
    }

    /// The way from the root: `statements[0].content.spans[1]`.
    pub fn path(&self) -> String {
        let (mut keys, mut node) = (Vec::new(), Some(self));
        while let Some(n) = node {
            keys.push(n.key);
            node = n.up;
        }
        let mut path = String::new();
        for key in keys.into_iter().rev() {
            match key {
                Key::Root => {}
                Key::Name(name) if path.is_empty() => path.push_str(name),
                Key::Name(name) => path.push_str(&format!(".{name}")),
                Key::Index(i) => path.push_str(&format!("[{i}]")),
            }
        }
        if path.is_empty() { "(the whole)".to_owned() } else { path }
    }

    pub fn wrong(&self, what: impl Into<String>) -> Error {
        Error::shape(self.path(), what.into())
    }

    fn not(&self, right: &str) -> Error {
        let is = match self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(b) => b.to_string(),
            Value::Number(n) => format!("the number {n}"),
            Value::String(_) => "a string".to_owned(),
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        self.wrong(format!("should be {right}, is {is}"))
    }

    /// What stands under `name`; `None` if there is nothing or null.
    pub fn find<'s>(&'s self, name: &'static str) -> Option<Node<'s, 'v>> {
        match self.value.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => Some(Node { value, key: Key::Name(name), up: Some(self) }),
        }
    }

    /// What stands under `name`, which must be there.
    pub fn need<'s>(&'s self, name: &'static str) -> Result<Node<'s, 'v>, Error> {
        if !self.value.is_object() {
            return Err(self.not("an object"));
        }
        self.find(name).ok_or_else(|| self.wrong(format!("has no `{name}`")))
    }

    /// The items of a list.
    pub fn items<'s>(&'s self) -> Result<impl Iterator<Item = Node<'s, 'v>>, Error> {
        let list = self.value.as_array().ok_or_else(|| self.not("a list"))?;
        Ok(list.iter().enumerate().map(|(i, value)| Node { value, key: Key::Index(i), up: Some(self) }))
    }

    /// Whether the value is a list.
    pub fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub fn string(&self) -> Result<&'v str, Error> {
        self.value.as_str().ok_or_else(|| self.not("a string"))
    }

    pub fn bool(&self) -> Result<bool, Error> {
        self.value.as_bool().ok_or_else(|| self.not("true or false"))
    }

    pub fn float(&self) -> Result<f64, Error> {
        self.value.as_f64().ok_or_else(|| self.not("a number"))
    }

    pub fn whole(&self) -> Result<u64, Error> {
        self.value.as_u64().ok_or_else(|| self.not("a whole number from 0"))
    }

    /// A day, `2015-08-09`.
    pub fn day(&self) -> Result<jiff::civil::Date, Error> {
        let text = self.string()?;
        // The parser takes other spellings and times of day too; the format has one spelling.
        text.parse::<jiff::civil::Date>()
            .ok()
            .filter(|d| d.to_string() == text)
            .ok_or_else(|| self.wrong(format!("`{}` is no day such as `2015-08-09`", short(text))))
    }

    /// One value of a closed list.
    pub fn choice<T: Copy>(&self, all: &[T], name: fn(T) -> &'static str) -> Result<T, Error> {
        let text = self.string()?;
        all.iter().copied().find(|v| name(*v) == text).ok_or_else(|| {
            let names: Vec<String> = all.iter().map(|v| format!("`{}`", name(*v))).collect();
            self.wrong(format!("`{}` is none of {}", short(text), names.join(", ")))
        })
    }
}

/// The beginning of a string, for messages.
pub fn short(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((byte, _)) => format!("{}…", &text[..byte]),
        None => text.to_owned(),
    }
}
