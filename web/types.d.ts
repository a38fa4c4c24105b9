// The shapes of docs/report-data.md, for the type check of the tests; browsers never see this file.

interface Times {
  count: number;
  min: number;
  mean: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  p99_9: number;
  max: number;
}
type Values = (number | null)[];
interface Axis {
  from_s?: number;
  step_s: number;
  points: number;
}
interface RowSeries {
  rate: Values;
  failures: Values;
  p50: Values;
  p95: Values;
  p99: Values;
}
interface Row {
  type: string;
  name: string;
  in_total?: boolean;
  requests: number;
  failures: number;
  aborted?: number;
  resent?: number;
  rps: number;
  latency_ms?: Times | null;
  passed_ms?: Times | null;
  failed_ms?: Times | null;
  bytes_sent?: number;
  bytes_received?: number;
  distribution?: [number, number][];
  series?: RowSeries;
}
interface Threshold {
  threshold: string;
  verdict: string;
  row?: string;
  metric?: string;
  value: number | null;
  unit: string;
  bound: number | null;
  value_text?: string;
  why?: string;
  broken_seconds?: number;
  broken?: [number, number][];
  ended_run?: boolean;
}
interface RunError {
  type: string;
  name: string;
  kind: string;
  message: string;
  count: number;
  first_s?: number | null;
  last_s?: number | null;
  samples?: number[];
}
interface Sample {
  type: string;
  name: string;
  kind: string;
  message: string;
  passed: boolean;
  at_s: number | null;
  worker?: string | null;
  user?: number | null;
  iteration?: number | null;
  request?: {text: string; truncated?: boolean} | null;
  response?: {status: number; headers: [string, string][]; body: string; truncated?: boolean} | null;
  check?: string | null;
}
interface Worker {
  id: string;
  state: string;
  users?: number | null;
  cpu_percent?: number | null;
  memory_percent?: number | null;
  lag_p99_ms?: number | null;
  requests?: number | null;
  rps?: number | null;
  how: string | null;
  complete: boolean;
}
interface HeatMap {
  from_s?: number;
  step_s: number;
  edges_ms: number[];
  counts: number[][];
}
interface RunData {
  schema: number;
  tool: string;
  version: string;
  run: {
    title: string;
    started_at: string;
    duration_s: number;
    reason?: string;
    reason_text?: string;
    state: string;
    role: string;
    command?: string;
  };
  settings?: [string, string][];
  verdict?: {result: string; of_whole_run?: boolean; thresholds: Threshold[]};
  window?: [number, number] | null;
  axis: Axis;
  series: {
    rate: Values;
    failures: Values;
    p50: Values;
    p95: Values;
    p99: Values;
    users?: Values;
    dropped?: Values;
    workers?: Values;
    limited?: Values;
  };
  heatmap?: HeatMap;
  row_axis?: Axis;
  total: Row;
  rows: Row[];
  errors?: RunError[];
  samples?: Sample[];
  status_codes?: Record<string, number>;
  transactions?: {passed: number; failed: number};
  iterations?: number;
  users_peak?: number;
  dropped_iterations?: number;
  dropped_requests?: number;
  late_starts?: number;
  workers?: Worker[];
  generator?: {
    limited: boolean;
    where?: {place: string; seconds: number; lag_p99_ms?: number; cpu_percent?: number}[];
  };
  hints?: string[];
  connections?: Record<string, number>;
  phases?: Record<string, Record<string, Times>>;
}

/** What the page uses of dygraphs 2.2. */
declare class Dygraph {
  static defaultInteractionModel: Record<string, unknown>;
  constructor(host: HTMLElement, rows: (number | null)[][], options: Record<string, unknown>);
  updateOptions(options: Record<string, unknown>, blockRedraw?: boolean): void;
  resize(): void;
  setSelection(row: number): void;
  clearSelection(): void;
  xAxisRange(): [number, number];
  toDomXCoord(x: number): number;
  toDomYCoord(y: number, axis: number): number;
  toDataXCoord(x: number): number;
  toDataYCoord(y: number, axis: number): number;
  eventToDomCoords(event: MouseEvent): [number, number];
}

interface ComparedFigure {
  type: string;
  name: string;
  metric: string;
  base: number | null;
  new: number | null;
  change_percent: number | null;
  band_percent: number | null;
  verdict: string;
}
interface Comparison {
  schema: number;
  kind: 'comparison';
  base: RunData;
  new: RunData;
  verdict: { result: string; rows: ComparedFigure[] };
}
