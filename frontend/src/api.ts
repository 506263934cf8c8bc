// The only door to Go: what the window may ask of App, and what comes back.
import * as go from '../wailsjs/go/app/Window';
import { app, report } from '../wailsjs/go/models';
import { EventsOn, OnFileDrop } from '../wailsjs/runtime/runtime';

export type Start = app.Start;
export type Choices = app.Choices;
export type Choice = app.Choice;
export type Home = app.Home;
export type HomeFigure = app.HomeFigure;
export type HomeKind = app.HomeKind;
export type HomeSLO = app.HomeSLO;
export type HomeQuery = app.HomeQuery;
export type IncidentQuery = app.IncidentQuery;
export type IncidentPage = app.IncidentPage;
export type IncidentRow = app.IncidentRow;
export type IncidentDetail = app.IncidentDetail;
export type Drawing = app.Drawing;
export type DrawingSize = app.DrawingSize;
export type ImportOutcome = app.ImportOutcome;
export type LookedFile = app.LookedFile;
export type LookedColumn = app.LookedColumn;
export type PastImport = app.PastImport;
export type CheckLine = app.CheckLine;
export type MapRow = app.MapRow;
export type MapTable = app.MapTable;
export type PreviewQuery = app.PreviewQuery;
export type Preview = app.Preview;
export type Step = app.Step;
export type Colours = app.Colours;
export const Only = app.Only;
export type Only = app.Only;
export const Signal = report.Signal;
export type Signal = report.Signal;

/** An error as people read it. Go sends it in the place of an exception. */
export type Failure = app.Failure;

/** What was thrown, as a Failure. */
export function failureOf(thrown: unknown): Failure {
  if (typeof thrown === 'object' && thrown !== null && 'sentences' in thrown && Array.isArray(thrown.sentences)) {
    return thrown as Failure;
  }
  const details = thrown instanceof Error ? `${thrown.message}\n${thrown.stack ?? ''}` : String(thrown);
  return { sentences: [], details, busy: false, cancelled: false };
}

/** Whether a question was refused because another process holds the workspace: asking again will do. */
export const isBusy = (thrown: unknown) => failureOf(thrown).busy;

export const start = go.Start;
export const choices = go.Choices;
export const home = go.Home;
export const incident = go.Incident;
export const progress = go.Progress;
export const setLanguage = go.SetLanguage;
export const setTheme = go.SetTheme;
export const openDemo = go.OpenDemo;
export const leaveDemo = go.LeaveDemo;
export const chooseFiles = go.ChooseFiles;
export const look = go.Look;
export const fields = go.Fields;
export const assign = go.Assign;
export const importFiles = go.Import;
export const imports = go.Imports;
export const undoImport = go.UndoImport;
export const saveRefused = go.SaveRefused;
export const coverage = go.Coverage;
export const map = go.Map;
export const saveMapRow = go.SaveMapRow;
export const exportMap = go.ExportMap;
export const importMap = go.ImportMap;
export const preview = go.Preview;
export const saveComment = go.SaveComment;
export const chooseTarget = go.ChooseTarget;
export const exportReport = go.Export;
export const reveal = go.Reveal;

/** The beginning of a list, at once. */
export const incidentsBegin = go.Incidents;

/** A list whole: too much for a binding, so it comes over HTTP. */
export async function incidents(q: IncidentQuery, signal: AbortSignal): Promise<IncidentPage> {
  const answer = await fetch(`/data/incidents?${new URLSearchParams(Object.entries(q))}`, { signal });
  const body: unknown = await answer.json();
  if (!answer.ok) {
    throw body;
  }
  return body as IncidentPage;
}

/** Calls back with every step of the work that runs; returns how to stop listening. */
export const onProgress = (tell: (s: Step) => void): (() => void) => EventsOn('progress', tell);

/** Calls back when an entry of the menu bar is chosen. */
export const onMenu = (act: (action: string) => void): (() => void) => EventsOn('menu', act);

/** Calls back with the paths of files that are dropped anywhere. */
export const onDrop = (take: (paths: string[]) => void) => OnFileDrop((_x, _y, paths) => take(paths), false);

/** Stops the work that runs. Over HTTP, so that no call that is still under way can be before it. */
export const cancel = () => fetch('/cancel', { method: 'POST' });
