//! Tests over a server of our own on the loopback device.

mod feeds;
mod guarding;
mod server;
