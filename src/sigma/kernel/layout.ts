/**
 * Where things lie in the kernel's memory: byte offsets into its records. Read by both sides, the kernel in
 * AssemblyScript and what builds its tables in TypeScript, so it holds nothing but integers. A record is a sequence of
 * 32-bit words.
 */

/** The place of the words that tell where everything else is. */
export const CONFIG = 1024
export const KEY_SLOTS = 0
/** The number of slots less one; it is a power of two. */
export const KEY_MASK = 4
export const NODES = 8
export const TOKENS = 12
/** The tokens of control keys of the line, in the order of the line. */
export const CONTROLS = 16
export const SIGNATURE = 20
export const DECISION_SLOTS = 24
export const DECISION_MASK = 28
/** Room for one text in the form in which it is scanned. */
export const SCRATCH = 32
export const STAMPS = 36
export const HITS = 40
export const RECORD_STAMPS = 44
export const RECORD_HITS = 48
export const ASKED = 52
/** By fact: 0 if an index finds it, the place of a list of facts of which one must hold, or ASK. */
export const FACT_ANY = 56
/** The rows of all automata. */
export const ROWS = 60
export const CACHE_SLOTS = 64
export const CACHE_MASK = 68
export const CACHE_ARENA = 72
export const CACHE_ARENA_END = 76
/** The rules that match, by their place in the route. */
export const RESULTS = 80
export const UNKNOWN_KEYS = 84
/** By name that several paths may lead to: the line and the node that had it last. */
export const RIVALS = 88
/** By fact: 0, or one more than the number of the field whose texts alone decide it. */
export const FACT_FIELDS = 92
/** By field: what the line has of it; see FIELD_BYTES. */
export const FIELDS = 96
/** The tokens of noted keys of the line, in the order of the line. */
export const NOTED = 108
/** By code point up to U+FFFF, a bit: whether folding makes another one of it; 0 until a text needs it. */
export const FOLDED = 116
/** How often all rows were forgotten. */
export const ROWS_EMPTIED = 120
/** What is known of the line that was read last: the decision on it, or 0, and if there is one all that follows. */
export const LINE_DECISION = 128
/** What the facts that hold of it are stamped with. */
export const LINE_GENERATION = 132
export const LINE_NOTED_COUNT = 148

/** By fact: what it is stamped with, and the token of whose value it was found first; 0 if it was of none. */
export const STAMP_BYTES = 8
export const STAMP_TOKEN = 4

/** The lines that are matched: where their bytes stand, and behind which of these bytes each begins and ends. */
export const INPUT = 164
export const BOUNDS = 168
/** All their bytes. */
export const INPUT_LENGTH = 236
/** Longer lines are left to others. */
export const LINE_BYTES_MAX = 172
/** Of the lines so far: how many are not empty, and of how many no part of the logsource is known. */
export const EVENTS_READ = 176
export const WITHOUT_LOGSOURCE = 180
/** The line that is matched. */
export const LINE_START = 184
export const LINE_END = 188
/** Why matching stopped: how many rules match the line, NOT_MINE, or OUTPUT_FULL. */
export const STOPPED = 192
/** Whether matches are written. */
export const IS_WRITING = 196
/** Room for what is written, and where the next of it goes. */
export const OUTPUT = 232
export const OUTPUT_END = 200
export const OUTPUT_AT = 204
/** A text that all matches of these lines have, and the number of the first line. */
export const BATCH_TEXT = 208
export const BATCH_TEXT_LENGTH = 212
export const FIRST_LINE = 216
/** Room for the time of a line as JSON. */
export const TIME_TEXT = 220
/** So many entries explain a match at most, and so many characters of a value are shown. */
export const MATCHED_MAX = 224
export const SHOWN_MAX = 228

/** A key at its place in a record: a path of keys. */
export const NODE_BYTES = 32
export const NODE_PARENT = 0
export const NODE_HASH = 4
export const NODE_KEY = 8
export const NODE_KEY_LENGTH = 12
export const NODE_FLAGS = 16
/** The last map in which the key was seen. */
export const NODE_MAP = 20
/** 0, or one more than the number of the name that paths other than this may lead to. */
export const NODE_RIVALS = 24
/** 0, or from 1 on which of the noted keys are the better ones to tell the time. */
export const NODE_RANK = 28

/** Node 0 stands for all keys that are of no interest. */
export const UNKNOWN = 0
export const ROOT = 1

export const HAS_CHILDREN = 1
/** Its presence is for others to understand. */
export const REFUSED = 2
/** Its kind takes part in the decision what the record is. */
export const CONTROL = 4
/** And so does its value. */
export const CONTROL_VALUE = 8
/** Its token is noted. */
export const NOTED_KEY = 16

export const TOKEN_BYTES = 32
export const TOKEN_NODE = 0
export const TOKEN_KIND = 4
export const TOKEN_START = 8
export const TOKEN_LENGTH = 12
export const TOKEN_KEY = 16
/** -1 for elements of lists, which have no key. */
export const TOKEN_KEY_LENGTH = 20
export const TOKEN_MAP = 24
/** Its own node, or the nearest above that is known. */
export const TOKEN_SCOPE = 28

export const KIND_MASK = 15
export const STRING = 1
export const NUMBER = 2
export const TRUE = 3
export const FALSE = 4
export const NULL = 5
export const MAP = 6
export const LIST = 7
/** The text does not stand in the line as it is: it has escapes. */
export const ESCAPED = 16
export const NON_ASCII = 32
/** A number that JavaScript may write otherwise than the line does. */
export const ODD_NUMBER = 64
/** It has escapes other than the shortest ones: JSON may write the same otherwise. */
export const ODDLY_ESCAPED = 128

export const AUTOMATON_BYTES = 48
/** By byte: its class. */
export const CLASSES = 0
/** The row of the root, counted in words from the first row of all. */
export const ROOT_ROW = 4
export const ROW_LENGTH = 8
export const SUFFIXES = 12
export const ENDINGS = 16
export const REPORTED = 20
export const OUTPUT_STARTS = 24
export const OUTPUT_FACTS = 28
/** Outputs at the end of the text only; 0 if there are none. */
export const WHOLE_STARTS = 32
export const WHOLE_FACTS = 36
export const AUTOMATON_NUMBER = 40
/** The bytes of its longest literal. */
export const LONGEST = 44

/** Texts of so many bytes are searched in four parts at once. */
export const PARTED_MIN = 256

/**
 * Packed literals. By place of a window two tables of sixteen bytes, by the lower and by the upper half of a byte: a bit
 * for each bucket.
 */
export const PACKED_BYTES = 112
export const PACKED_WINDOW = 3
export const PACKED_BUCKETS = 8
/** By hash of a window: the first of the entries with such a one, or 0. */
export const PACKED_SLOTS = 96
/** The first of the entries that are shorter than a window, or 0. */
export const PACKED_SHORT = 100
export const PACKED_HASH_SHIFT = 22
/** A literal: the next one, its fact, where in it the window is, and its bytes. */
export const PACKED_ENTRY_BYTES = 32
export const PACKED_ENTRY_NEXT = 0
export const PACKED_ENTRY_FACT = 4
export const PACKED_ENTRY_OFFSET = 8
export const PACKED_ENTRY_LENGTH = 12
export const PACKED_ENTRY_TEXT = 16
/** What the choice of windows is made with; see `assembly/windows.ts`. */
export const WINDOWS_BYTES = 66624

export const SCANNER_BYTES = 40
/** 0 until its automata are made. */
export const READY = 0
export const EXISTS_FACT = 4
export const TEXT_FACT = 8
export const NULL_FACT = 12
export const STARTS = 16
export const ENDS = 20
export const ANYWHERE = 24
export const SCANNER_NUMBER = 28
/** The number of its field. */
export const FIELD = 32
/** What ANYWHERE finds, as packed literals; where there are any, ANYWHERE is made when a text first needs it. */
export const PACKED = 36

/** Scanners for the same values, whose facts are remembered together. */
export const SCANNER_SET_BYTES = 24
export const SET_NUMBER = 0
export const LOOKUPS = 4
export const FOUND = 8
export const IDLE = 12
export const SCANNER_COUNT = 16
/** Whether it takes less to scan a text than to remember it: 0 if that is not known yet, IS_CHEAP, or IS_DEAR. */
export const SET_COST = 20
export const IS_CHEAP = 1
export const IS_DEAR = 2
/** Behind the set. */
export const SET_SCANNERS = 24

/** What a line has of a field: the generation, the last token with a text, how many there are, the set of scanners. */
export const FIELD_BYTES = 16

export const NO_FACT = -1
export const ASK = -1

export const ROUTE_BYTES = 48
export const WITNESS_STARTS = 0
export const WITNESSED = 4
export const PROGRAMS = 8
export const TRIED = 12
export const ALWAYS = 16
export const ALWAYS_COUNT = 20
/** By fact: how many events had it; 0 when all is learnt. */
export const COUNTS = 24
export const EVENTS = 28
export const ROUTE_NUMBER = 32
/** The scanner of keywords, or 0. */
export const KEYWORDS = 36
/** By rule: how its matches are written; 0 if nobody has asked for it yet, UNWRITTEN if they are not. */
export const TEMPLATES = 40
export const UNWRITTEN = 1

export const DECISION_BYTES = 48
/** 0 if the record is for others to understand. */
export const ROUTE = 0
/**
 * By node: 0, a set of scanners for the values there, or, where there is always the same one, one more than the place of
 * a list of facts, its length first.
 */
export const READINGS = 4
/** By node: 0, or the set of scanners for what lies unknown below. */
export const UNKNOWN_READINGS = 8
/** Facts that hold of all such records: a list, its length first. */
export const CONSTANTS = 12
export const DECISION_FLAGS = 16
export const SIGNATURE_START = 20
export const SIGNATURE_LENGTH = 24
export const SIGNATURE_HASH = 28
/** How fields that are the same for all such records are written: a list, its length first. */
export const CONSTANT_TEXTS = 32

/** The fields of the event are those of the record. */
export const IS_VERBATIM = 1
export const HAS_LOGSOURCE = 2

/** The number of the field, the address of its text and the length; 0 as the address if it has none. */
export const CONSTANT_TEXT_BYTES = 12

/** What the answer to a fact may be beside 0 and 1: then the line is left to others. */
export const UNDECIDED_FACT = 2

/** What is said of a line that is left to others. */
export const NOT_MINE = -1
/** What was written has to be taken before the line is matched again. */
export const OUTPUT_FULL = -2

/** How a match is written: how often it was, and parts, each with two words of its own. */
export const TEMPLATE_COUNT = 0
export const TEMPLATE_END = 4
export const TEMPLATE_PARTS = 8
export const PART_BYTES = 12
/** An address and a length. */
export const PART_TEXT = 0
export const PART_BATCH_TEXT = 1
export const PART_LINE = 2
export const PART_TIME = 3
/** The address of the explanation's program. */
export const PART_MATCHED = 4
export const PART_FIELDS = 5

/** Parts of an explanation; see `explanation.ts`. */
export const UNTOLD_PART = 0
export const AT_LEAST = 1
export const LINE_OF_VALUES = 2
export const EXPRESSION_FACT = 0
export const EXPRESSION_NOT = 1
export const EXPRESSION_AND = 2
export const EXPRESSION_OR = 3
/** What is shown of a value: nothing that can be told, the empty text, that of a field, that in which a fact was found. */
export const VALUE_UNTOLD = 0
export const VALUE_EMPTY = 1
export const VALUE_OF_FIELD = 2
export const VALUE_WITH_FACT = 3

export const TOKENS_MAX = 8192
export const DEPTH_MAX = 64
export const SIGNATURE_MAX = 8192
/** Slots of the table of unknown keys; half of them may be used. Each holds a search's number and a token. */
export const UNKNOWN_SLOTS = 2048
export const UNKNOWN_SLOT_BYTES = 8
/** Of a value that is remembered. */
export const CACHED_LENGTH_MAX = 512
