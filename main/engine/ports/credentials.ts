/** The secrets of an account. Only the adapters hold them, in memory. */
export interface CredentialSet {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** STS token; absent for a long-lived AccessKey. */
  readonly securityToken?: string;
  /** Milliseconds since 1970; absent when unknown, or when they never expire. */
  readonly expiresAt?: number;
}

export interface Credentials {
  /**
   * Returns valid credentials; renews them first when they are about to expire.
   * @throws TransferError `credentials-missing` or `credentials-expired`.
   */
  current(accountId: string): Promise<CredentialSet>;
  /**
   * Returns credentials other than `refused`, which OSS no longer accepts. Concurrent callers share
   * one renewal.
   * @throws TransferError `credentials-expired` when no newer credentials exist.
   */
  renew(accountId: string, refused: CredentialSet): Promise<CredentialSet>;
  /**
   * Calls `listener` with the account's id after its credentials changed. Returns the unsubscriber.
   */
  onChanged(listener: (accountId: string) => void): () => void;
}
