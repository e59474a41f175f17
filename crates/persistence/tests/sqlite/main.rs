//! What a database file in particular has to stand: migrations, damage, several processes, many callers.

mod busy;
mod damage;
mod durability;
mod migrations;
mod world;
