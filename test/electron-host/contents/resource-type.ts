import type { EventDetails } from '../chromium/protocol.ts';

type ChromiumType = EventDetails<'Fetch.requestPaused'>['resourceType'];
type ElectronType = Electron.OnBeforeRequestListenerDetails['resourceType'];

const named: Partial<Record<ChromiumType, ElectronType>> = {
  Stylesheet: 'stylesheet',
  Image: 'image',
  Media: 'media',
  Font: 'font',
  Script: 'script',
  XHR: 'xhr',
  Fetch: 'xhr',
  WebSocket: 'webSocket',
  Ping: 'ping',
  CSPViolationReport: 'cspReport',
};

/** Chromium's name for the kind of a request, in `webRequest`'s words. */
export function resourceTypeOf(type: ChromiumType, isMainFrame: boolean): ElectronType {
  if (type === 'Document') return isMainFrame ? 'mainFrame' : 'subFrame';
  return named[type] ?? 'other';
}
