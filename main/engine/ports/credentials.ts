/** The secrets of an account. Held in memory by the adapters only. */
export interface CredentialSet {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** STS token; absent for a long-lived AccessKey. */
  readonly securityToken?: string;
  /** Milliseconds since 1970; absent when unknown or never. */
  readonly expiresAt?: number;
}

export interface Credentials {
  /**
   * Credentials that are valid now, renewed beforehand when they are about to expire.
   * @throws TransferError `credentials-missing` or `credentials-expired`.
   */
  current(accountId: string): Promise<CredentialSet>;
  /**
   * Credentials other than `refused`, which OSS no longer accepts. Callers at the same time share
   * one renewal.
   * @throws TransferError `credentials-expired` when there is nothing newer.
   */
  renew(accountId: string, refused: CredentialSet): Promise<CredentialSet>;
  /** Calls `listener` with the account's id when its credentials have changed. Returns the undo. */
  onChanged(listener: (accountId: string) => void): () => void;
}
