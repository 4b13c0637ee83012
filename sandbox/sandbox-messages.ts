/** The address and keys of a sandbox. The keys are the same at every start on a data folder. */
export interface SandboxAccess {
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

export interface SandboxThreadData {
  /** Created when absent. */
  readonly dataDirectory: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export type SandboxThreadMessage =
  { readonly type: 'listening'; readonly access: SandboxAccess } | { readonly type: 'closed' };
