export namespace app {
	
	export enum Only {
	    All = "all",
	    Manned = "manned",
	    Auto = "auto",
	    Judged = "judged",
	    Missed = "missed",
	    Open = "open",
	    Unknown = "unknown",
	}
	export interface AssignedColumn {
	    header: string;
	    field: string;
	}
	export interface CheckLine {
	    title: string;
	    count: string;
	    needed: boolean;
	    todo: string;
	    details: string[];
	}
	export interface Choice {
	    value: string;
	    label: string;
	}
	export interface Choices {
	    empty: boolean;
	    quarters: Choice[];
	    months: Choice[];
	    years: Choice[];
	    quarter: string;
	    month: string;
	    units: string[];
	    clients: string[];
	    unitWord: string;
	    coverage: string;
	    incidents: string;
	    company: string;
	    language: string;
	}
	export interface Colours {
	    ground: string;
	    surface: string;
	    rule: string;
	    ink: string;
	    muted: string;
	    main: string;
	    before: string;
	    goal: string;
	    good: string;
	    bad: string;
	}
	export interface DrawingSize {
	    width: number;
	    height: number;
	    light: string;
	    dark: string;
	}
	export interface Drawing {
	    title: string;
	    subtitle: string;
	    empty: string;
	    sizes: DrawingSize[];
	    head: string[];
	    rows: string[][];
	}
	
	export interface Exported {
	    paths: string[];
	    names: string[];
	    dir: string;
	}
	export interface Failure {
	    sentences: string[];
	    details: string;
	    busy: boolean;
	    cancelled: boolean;
	}
	export interface HomeKind {
	    id: string;
	    title: string;
	    count: string;
	    manned: string;
	    hours: string;
	    share: string;
	    cumulative: string;
	    change: string;
	    signal: report.Signal;
	    bar: number;
	}
	export interface HomeSLO {
	    priority: string;
	    attainment: string;
	    goal: string;
	    used: number;
	    judged: string;
	    missed: string;
	    left: string;
	    signal: report.Signal;
	}
	export interface HomeFigure {
	    id: string;
	    label: string;
	    value: string;
	    after: string;
	    note: string;
	    signal: report.Signal;
	    only: Only;
	}
	export interface Home {
	    period: string;
	    scope: string;
	    answer: string;
	    figures: HomeFigure[];
	    slo: HomeSLO[];
	    trend: Drawing;
	    pareto: Drawing;
	    kinds: HomeKind[];
	    more: string;
	    notes: string[];
	    empty: string;
	}
	
	
	export interface HomeQuery {
	    period: string;
	    unit: string;
	    client: string;
	}
	
	export interface RefusedRow {
	    file: string;
	    line: string;
	    column: string;
	    reason: string;
	    value: string;
	}
	export interface ImportedFile {
	    file: string;
	    rows: string;
	    new: string;
	    changed: string;
	    unchanged: string;
	    refused: string;
	    entries: string;
	    warnings: string[];
	}
	export interface ImportOutcome {
	    files: ImportedFile[];
	    said: string;
	    refusals: RefusedRow[];
	    refused: number;
	    try: boolean;
	    ok: boolean;
	    failed: Failure;
	}
	
	export interface Moment {
	    at: string;
	    after: string;
	    what: string;
	    who: string;
	}
	export interface Measured {
	    definition: string;
	    value: string;
	    basis: string;
	    inUse: boolean;
	}
	export interface Pair {
	    label: string;
	    text: string;
	}
	export interface IncidentDetail {
	    id: string;
	    number: string;
	    title: string;
	    link: string;
	    facts: Pair[];
	    handling: Measured[];
	    timeline: Moment[];
	    notes: string[];
	}
	export interface IncidentRow {
	    id: string;
	    account: string;
	    at: string;
	    priority: string;
	    title: string;
	    client: string;
	    service: string;
	    handling: string;
	    complete: string;
	    slo: string;
	    missed: boolean;
	}
	export interface IncidentPage {
	    found: number;
	    said: string;
	    rows: IncidentRow[];
	}
	export interface IncidentQuery {
	    period: string;
	    unit: string;
	    client: string;
	    kind: string;
	    priority: string;
	    only: Only;
	    search: string;
	}
	
	export interface LookedColumn {
	    header: string;
	    field: string;
	    label: string;
	    ask: boolean;
	    guess: string;
	    sample: string;
	}
	export interface LookedFile {
	    path: string;
	    file: string;
	    what: string;
	    ok: boolean;
	    problems: string[];
	    columns: LookedColumn[];
	}
	export interface MapImported {
	    chosen: boolean;
	    said: string;
	}
	export interface MapRow {
	    place: number;
	    serviceId: string;
	    service: string;
	    project: string;
	    client: string;
	    unit: string;
	    from: string;
	    until: string;
	    incidents: string;
	}
	export interface MapTable {
	    rows: MapRow[];
	    unmapped: number;
	    said: string;
	    clients: string[];
	    units: string[];
	    projects: string[];
	}
	
	
	
	export interface PastImport {
	    number: string;
	    file: string;
	    readAt: string;
	    rows: string;
	    new: string;
	    changed: string;
	    unchanged: string;
	    refused: string;
	    entries: string;
	}
	export interface SectionComment {
	    id: string;
	    title: string;
	    comment: string;
	}
	export interface Preview {
	    url: string;
	    title: string;
	    scope: string;
	    period: string;
	    sections: SectionComment[];
	}
	export interface PreviewQuery {
	    kind: string;
	    period: string;
	    unit: string;
	    client: string;
	    lang: string;
	}
	
	
	export interface Start {
	    language: string;
	    theme: string;
	    version: string;
	    workspace: string;
	    fresh: boolean;
	    demo: boolean;
	    light: Colours;
	    dark: Colours;
	}
	export interface Step {
	    text: string;
	    percent: number;
	}
	export interface Target {
	    chosen: boolean;
	    paths: string[];
	    existing: string[];
	}

}

export namespace report {
	
	export enum Signal {
	    None = "",
	    Good = "good",
	    Bad = "bad",
	    Muted = "muted",
	}

}

