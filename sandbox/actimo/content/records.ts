/** What the API hands out beyond people and workspaces (docs/facts/actimo.md C.2, C.5). All of it is inferred. */

export interface Media {
  readonly id: number;
  readonly kind: 'image' | 'video' | 'audio' | 'document';
  readonly file_name: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
  readonly url: string;
}

/** A building block of a message; what it has besides `id` and `type` follows from the type. */
export interface Module {
  readonly id: number;
  readonly type: ModuleType;
  readonly [field: string]: unknown;
}

export type ModuleType =
  | 'text'
  | 'image'
  | 'buttongroup'
  | 'grid'
  | 'feed'
  | 'video'
  | 'audio'
  | 'quiz'
  | 'confirm'
  | 'survey'
  | 'slider'
  | 'upload'
  | 'feedback'
  | 'nps'
  | 'form';

export interface Category {
  readonly id: number;
  readonly name: string;
}

export interface Message {
  readonly id: number;
  readonly workspace_id: number;
  readonly name: string;
  readonly language: string;
  readonly headline: string | null;
  readonly preview_text: string | null;
  readonly feed_image_url: string | null;
  readonly categories: readonly Category[];
  readonly pages: readonly { readonly modules: readonly Module[] }[];
  readonly modules: readonly Module[];
  readonly status: 'draft' | 'scheduled' | 'published';
  readonly publish_at: string | null;
  readonly public_link: string | null;
  readonly anonymise_statistics: boolean;
  readonly created_at: string;
}

export interface Recipient {
  readonly contact_id: number;
  readonly training_id: number;
  readonly academy_id: number | null;
  readonly source: 'contact' | 'group' | 'department';
  readonly published_at: string;
  readonly notified_at: string | null;
  readonly channel: 'push' | 'sms' | 'email' | null;
  readonly opened_at: string | null;
  readonly bounced: boolean;
}

export interface Result {
  readonly contact_id: number;
  readonly training_id: number;
  readonly attempt: number;
  readonly started_at: string;
  readonly completed_at: string | null;
  readonly score_pct: number;
  readonly points: number;
  readonly passed: boolean;
  readonly answers: readonly { readonly question_id: number; readonly answer_ids: readonly number[]; readonly correct: boolean }[];
}

export interface Academy {
  readonly id: number;
  readonly workspace_id: number;
  readonly name: string;
  readonly description: string | null;
  readonly cover_image_url: string | null;
  readonly language: string;
  readonly passing_score: number;
  readonly availability: 'all' | 'section' | 'training';
  readonly due_date: string | null;
  readonly sections: readonly {
    readonly id: number;
    readonly name: string;
    readonly position: number;
    readonly trainings: readonly {
      readonly message_id: number;
      readonly position: number;
      readonly retake: { readonly allowed: boolean; readonly max: number | null };
    }[];
  }[];
}
