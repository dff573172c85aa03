/** What the kernel asks of those who build its tables. Each may make the memory grow, but moves nothing. */

/** The place of the decision on a record with the signature that stands at SIGNATURE. */
export declare function decide(length: u32, hash: u32): usize

/** The number of the class that the value of a control key is in. */
export declare function classify(node: u32, start: usize, length: u32, kind: u32): u32

/** Makes the automata of a scanner. */
export declare function prepare(scanner: u32): void

/** Makes the automaton of a scanner that finds what stands anywhere, which is packed as well. */
export declare function prepareAnywhere(scanner: u32): void

/** Writes the row of a node, and into `entry` where it is: the row's place. */
export declare function row(automaton: u32, node: i32, entry: i32): i32

/** Makes the table at FOLDED. */
export declare function foldedPoints(): void

/** Writes a text of the line to SCRATCH in the form in which it is scanned: its length there. */
export declare function text(start: usize, length: u32, kind: u32): u32

/** Whether a fact holds that no index can tell: 0, 1, or UNDECIDED_FACT. */
export declare function ask(fact: i32): u32

/** The same for a fact that depends on one text of the line alone. */
export declare function askText(fact: i32, start: usize, length: u32, kind: u32): u32

/** Ties the rules of a route to their witnesses anew if it has learnt enough. */
export declare function learnt(route: u32): void

/** How matches of a rule of a route are written: the place of its template, or UNWRITTEN. */
export declare function template(route: u32, rule: u32): usize

/** Writes the time of the line to TIME_TEXT as JSON: its length, or NO_TIME. */
export declare function time(): u32
