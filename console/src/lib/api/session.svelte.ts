export interface Staff {
  login: string;
  role: string;
}

/** Who is logged in. The log-in itself is a cookie that scripts cannot see. */
class Session {
  /** undefined: not asked yet; null: nobody. */
  staff = $state<Staff | null | undefined>(undefined);
  /** A log-in that was good has ended: the log-in page says so. */
  ended = $state(false);

  begin(staff: Staff): void {
    this.staff = staff;
    this.ended = false;
  }

  /** The service no longer knows us. */
  end(): void {
    this.ended = this.staff !== null && this.staff !== undefined;
    this.staff = null;
  }

  leave(): void {
    this.ended = false;
    this.staff = null;
  }
}

export const session = new Session();
