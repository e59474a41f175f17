//! What SQLite files in particular have to stand: migrations, damage, several processes, many callers.

mod busy;
mod damage;
mod durability;
mod migrations;
mod world;
