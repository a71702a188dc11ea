export interface paths {
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Healthz
         * @description Whether the service works; 503 from the first failure of its database until a write went well.
         */
        get: operations["healthz_healthz_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics
         * @description Figures for Prometheus.
         */
        get: operations["metrics_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Campaign
         * @description A campaign at its current revision.
         */
        get: operations["get_campaign_v1_campaigns__campaign_id__get"];
        /**
         * Change Campaign
         * @description Give a campaign its next revision.
         */
        put: operations["change_campaign_v1_campaigns__campaign_id__put"];
        post?: never;
        /**
         * Delete Campaign
         * @description Delete a campaign; its decisions stay stored.
         */
        delete: operations["delete_campaign_v1_campaigns__campaign_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/campaigns/{campaign_id}/decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Decisions
         * @description A campaign's decisions with their reasons, newest first.
         */
        get: operations["list_decisions_v1_campaigns__campaign_id__decisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who Am I
         * @description Who is logged in.
         */
        get: operations["who_am_i_v1_session_get"];
        put?: never;
        /**
         * Log In
         * @description Log in to the console.
         */
        post: operations["log_in_v1_session_post"];
        /**
         * Log Out
         * @description End this log-in.
         */
        delete: operations["log_out_v1_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shoppers/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description What the service holds of my consent.
         */
        get: operations["show_v1_shoppers_me_get"];
        put?: never;
        post?: never;
        /**
         * Erase
         * @description Erase me and everything that was recorded of me.
         */
        delete: operations["erase_v1_shoppers_me_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/shoppers/me/consent": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Choose
         * @description Change my consent; a withdrawal takes effect at once, with all its consequences.
         */
        put: operations["choose_v1_shoppers_me_consent_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Stores
         * @description Every store with what happens in it now.
         */
        get: operations["list_stores_v1_stores_get"];
        put?: never;
        /**
         * Create
         * @description Create a store from its plan; the document's venue id becomes the store's id.
         */
        post: operations["create_v1_stores_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description One store.
         */
        get: operations["show_v1_stores__store_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/campaigns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Campaigns
         * @description A store's campaigns in every state, oldest first.
         */
        get: operations["list_campaigns_v1_stores__store_id__campaigns_get"];
        put?: never;
        /**
         * Create Campaign
         * @description Create a campaign.
         */
        post: operations["create_campaign_v1_stores__store_id__campaigns_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live
         * @description What happens on the floor, as it happens.
         */
        get: operations["live_v1_stores__store_id__live_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/map": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Map
         * @description The current map.
         */
        get: operations["show_map_v1_stores__store_id__map_get"];
        /**
         * Publish
         * @description Publish the next map revision; the same document again changes nothing.
         */
        put: operations["publish_v1_stores__store_id__map_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/reports/dwell": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Dwell
         * @description How long shoppers stay at zones and faces.
         */
        get: operations["dwell_v1_stores__store_id__reports_dwell_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/reports/heatmap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Heat
         * @description Where time is spent on a level, as cells or as a picture over the plan.
         */
        get: operations["heat_v1_stores__store_id__reports_heatmap_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/reports/paths": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Flows
         * @description Where shoppers go next, zone by zone.
         */
        get: operations["flows_v1_stores__store_id__reports_paths_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/shoppers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register
         * @description Register as a shopper of a store with an explicit choice for every purpose.
         */
        post: operations["register_v1_stores__store_id__shoppers_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Summary
         * @description What an app needs before it registers a shopper.
         */
        get: operations["summary_v1_stores__store_id__summary_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/visits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Visits
         * @description The latest visits, newest first, by pseudonym.
         */
        get: operations["list_visits_v1_stores__store_id__visits_get"];
        put?: never;
        /**
         * Open Visit
         * @description Begin a visit, or resume it (then 200).
         */
        post: operations["open_visit_v1_stores__store_id__visits_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/{visit_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Visit
         * @description One's own visit.
         */
        get: operations["get_visit_v1_visits__visit_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/{visit_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Visit
         * @description End a visit; its path is smoothed soon after. Ending it again changes nothing.
         */
        post: operations["end_visit_v1_visits__visit_id__end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/{visit_id}/frames": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take Frames
         * @description Store frames: a JSON array of them, or one binary frame. Answers when they are durable.
         */
        post: operations["take_frames_v1_visits__visit_id__frames_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/visits/{visit_id}/offers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Offers
         * @description Offers of one's own visit; those that waited count as sent now.
         */
        get: operations["get_offers_v1_visits__visit_id__offers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AudienceBody
         * @description For whom.
         */
        AudienceBody: {
            /** @default any */
            visitors: components["schemas"]["Visitors"];
        };
        /** BeaconView */
        BeaconView: {
            /** Key */
            key: string;
            /** Sd M */
            sd_m: number;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * CampaignBody
         * @description A campaign as a marketer writes it.
         */
        CampaignBody: {
            /**
             * @default {
             *       "visitors": "any"
             *     }
             */
            audience: components["schemas"]["AudienceBody"];
            /**
             * @default {
             *       "cool_down_s": 0,
             *       "per_visit": 1
             *     }
             */
            cap: components["schemas"]["CapBody"];
            creative: components["schemas"]["CreativeBody"];
            /** Name */
            name: string;
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /**
             * @default {
             *       "from": "00:00",
             *       "to": "24:00",
             *       "weekdays": [
             *         0,
             *         1,
             *         2,
             *         3,
             *         4,
             *         5,
             *         6
             *       ]
             *     }
             */
            schedule: components["schemas"]["ScheduleBody"];
            /** @default draft */
            state: components["schemas"]["CampaignState"];
            trigger: components["schemas"]["TriggerBody"];
        };
        /**
         * CampaignChange
         * @description The next revision. With `revision`, the one it was made from, a stale change is refused.
         */
        CampaignChange: {
            /**
             * @default {
             *       "visitors": "any"
             *     }
             */
            audience: components["schemas"]["AudienceBody"];
            /**
             * @default {
             *       "cool_down_s": 0,
             *       "per_visit": 1
             *     }
             */
            cap: components["schemas"]["CapBody"];
            creative: components["schemas"]["CreativeBody"];
            /** Name */
            name: string;
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /** Revision */
            revision?: number | null;
            /**
             * @default {
             *       "from": "00:00",
             *       "to": "24:00",
             *       "weekdays": [
             *         0,
             *         1,
             *         2,
             *         3,
             *         4,
             *         5,
             *         6
             *       ]
             *     }
             */
            schedule: components["schemas"]["ScheduleBody"];
            /** @default draft */
            state: components["schemas"]["CampaignState"];
            trigger: components["schemas"]["TriggerBody"];
        };
        /**
         * CampaignList
         * @description A store's campaigns, oldest first.
         */
        CampaignList: {
            /** Items */
            items: components["schemas"]["CampaignView"][];
        };
        /**
         * CampaignState
         * @description Only active campaigns are evaluated.
         * @enum {string}
         */
        CampaignState: "draft" | "active" | "paused";
        /**
         * CampaignView
         * @description A campaign at its current revision.
         */
        CampaignView: {
            /**
             * @default {
             *       "visitors": "any"
             *     }
             */
            audience: components["schemas"]["AudienceBody"];
            /**
             * @default {
             *       "cool_down_s": 0,
             *       "per_visit": 1
             *     }
             */
            cap: components["schemas"]["CapBody"];
            creative: components["schemas"]["CreativeBody"];
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Priority
             * @default 0
             */
            priority: number;
            /** Revision */
            revision: number;
            /**
             * @default {
             *       "from": "00:00",
             *       "to": "24:00",
             *       "weekdays": [
             *         0,
             *         1,
             *         2,
             *         3,
             *         4,
             *         5,
             *         6
             *       ]
             *     }
             */
            schedule: components["schemas"]["ScheduleBody"];
            /** @default draft */
            state: components["schemas"]["CampaignState"];
            /** Store Id */
            store_id: string;
            trigger: components["schemas"]["TriggerBody"];
        };
        /**
         * CancelReason
         * @description What the check at sending found.
         * @enum {string}
         */
        CancelReason: "consent_withdrawn" | "campaign_stopped" | "window_ended";
        /**
         * CapBody
         * @description How often one shopper gets it.
         */
        CapBody: {
            /**
             * Cool Down S
             * @default 0
             */
            cool_down_s: number;
            per_days?: components["schemas"]["DaysCapBody"] | null;
            /**
             * Per Visit
             * @default 1
             */
            per_visit: number;
        };
        /**
         * CellView
         * @description One visited cell; x and y are its centre in floor metres.
         */
        CellView: {
            /** Seconds */
            seconds?: number | null;
            /** Shopper Days */
            shopper_days?: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "released" | "suppressed";
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * CloseReason
         * @description Why a visit ended.
         * @enum {string}
         */
        CloseReason: "exit" | "shopper" | "silence" | "consent_withdrawn";
        /**
         * Consent
         * @description Every purpose by name, each apart: what is not named is not assumed.
         */
        Consent: {
            /** Analytics */
            analytics: boolean;
            /** Map Improvement */
            map_improvement: boolean;
            /** Offers */
            offers: boolean;
            /** Personalisation */
            personalisation: boolean;
            /** Positioning */
            positioning: boolean;
        };
        /**
         * ConsentChoice
         * @description A choice, and the version of the text that the shopper was shown.
         */
        ConsentChoice: {
            consent: components["schemas"]["Consent"];
            /** Text Version */
            text_version: string;
        };
        /**
         * CreativeBody
         * @description What the phone shows.
         */
        CreativeBody: {
            /** Text */
            text: string;
            /** Title */
            title: string;
        };
        /**
         * DaysCapBody
         * @description At most `count` in any `days` days of the store's calendar.
         */
        DaysCapBody: {
            /** Count */
            count: number;
            /** Days */
            days: number;
        };
        /**
         * DecisionPage
         * @description Decisions, newest first; `next` goes into `before` for the page after this one.
         */
        DecisionPage: {
            /** Items */
            items: components["schemas"]["DecisionView"][];
            /** Next */
            next: string | null;
        };
        /**
         * DecisionView
         * @description One evaluation of a campaign. `sentence` says the reason to people.
         */
        DecisionView: {
            /** Campaign Id */
            campaign_id: string;
            /** Campaign Revision */
            campaign_revision: number;
            /**
             * Decided At
             * Format: date-time
             */
            decided_at: string;
            delivery: components["schemas"]["DeliveryView"] | null;
            /**
             * Event At
             * Format: date-time
             */
            event_at: string;
            evidence: components["schemas"]["EvidenceView"];
            /** Id */
            id: string;
            /** Map Revision */
            map_revision: number;
            /** Occurrence */
            occurrence: string;
            outcome: components["schemas"]["Outcome"];
            reason: components["schemas"]["Reason"];
            /** Sentence */
            sentence: string;
            /** Shopper Id */
            shopper_id: string;
            /** Visit Id */
            visit_id: string;
        };
        /**
         * DeliveryState
         * @description How far a delivery has come. `sent` may be lost on the way, so it is sent again until `received`.
         * @enum {string}
         */
        DeliveryState: "queued" | "sent" | "received" | "cancelled";
        /**
         * DeliveryView
         * @description What became of an offer that was queued.
         */
        DeliveryView: {
            cancelled_because: components["schemas"]["CancelReason"] | null;
            /** Id */
            id: string;
            /** Received At */
            received_at: string | null;
            /** Sent At */
            sent_at: string | null;
            state: components["schemas"]["DeliveryState"];
        };
        /**
         * DwellRowView
         * @description Figures are null when suppressed: fewer than k shoppers a day.
         */
        DwellRowView: {
            /** Engagements */
            engagements?: number | null;
            /** Kind */
            kind: string;
            /** Mean S */
            mean_s?: number | null;
            /** Median S */
            median_s?: number | null;
            /** Name */
            name: string;
            /** P90 S */
            p90_s?: number | null;
            /** Place Id */
            place_id: string;
            /** Shopper Days */
            shopper_days?: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "released" | "suppressed";
            /** Stays */
            stays?: number | null;
            /** Stops */
            stops?: number | null;
            /** Total S */
            total_s?: number | null;
        };
        /** DwellView */
        DwellView: {
            head: components["schemas"]["HeadView"];
            /** Rows */
            rows: components["schemas"]["DwellRowView"][];
        };
        /** EntranceView */
        EntranceView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * EvidenceView
         * @description What a decision rests on; ages in seconds at the decision.
         */
        EvidenceView: {
            /** Dwell S */
            dwell_s?: number | null;
            /** Pose Age S */
            pose_age_s: number;
            /** Pose Sd M */
            pose_sd_m: number;
            /** Probability */
            probability: number;
            /** Zone Id */
            zone_id: string;
        };
        /** FaceView */
        FaceView: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /** Normal X */
            normal_x: number;
            /** Normal Y */
            normal_y: number;
            /** Reach M */
            reach_m: number;
            /** X1 M */
            x1_m: number;
            /** X2 M */
            x2_m: number;
            /** Y1 M */
            y1_m: number;
            /** Y2 M */
            y2_m: number;
            /** Zone Id */
            zone_id: string | null;
        };
        /**
         * FieldError
         * @description One broken value: `where` is its place in the request, as `body.consent.offers`.
         */
        FieldError: {
            /** Reason */
            reason: string;
            /** Where */
            where: string;
        };
        /** FixtureView */
        FixtureView: {
            area: components["schemas"]["Geometry"];
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /**
         * FlowRowView
         * @description Figures are null when suppressed: fewer than k shoppers a day.
         */
        FlowRowView: {
            /** From Id */
            from_id: string;
            /** From Name */
            from_name: string;
            /** Moves */
            moves?: number | null;
            /** Shopper Days */
            shopper_days?: number | null;
            /**
             * State
             * @enum {string}
             */
            state: "released" | "suppressed";
            /** To Id */
            to_id: string;
            /** To Name */
            to_name: string;
        };
        /** FlowView */
        FlowView: {
            head: components["schemas"]["HeadView"];
            /** Rows */
            rows: components["schemas"]["FlowRowView"][];
        };
        /**
         * Format
         * @description How a report is answered.
         * @enum {string}
         */
        Format: "json" | "csv" | "png";
        /**
         * Geometry
         * @description A GeoJSON geometry (RFC 7946) whose coordinates are floor metres, not degrees.
         */
        Geometry: {
            /** Coordinates */
            coordinates: unknown[];
            /**
             * Type
             * @enum {string}
             */
            type: "Polygon" | "MultiPolygon" | "LineString";
        };
        /**
         * Grant
         * @description One purpose permitted, from when to when.
         */
        Grant: {
            /**
             * Granted At
             * Format: date-time
             */
            granted_at: string;
            purpose: components["schemas"]["Purpose"];
            /** Text Version */
            text_version: string;
            /** Withdrawn At */
            withdrawn_at: string | null;
        };
        /**
         * HeadView
         * @description What a report says of itself. Times and days are the store's.
         */
        HeadView: {
            /**
             * First
             * Format: date
             */
            first: string;
            /** K */
            k: number;
            kind: components["schemas"]["StoreKind"];
            /**
             * Last
             * Format: date
             */
            last: string;
            /** Level Id */
            level_id: string;
            /** Map Revision */
            map_revision: number;
            /** Note */
            note: string | null;
            /** Provisional Visits */
            provisional_visits: number;
            /** Store Id */
            store_id: string;
            /** Store Name */
            store_name: string;
            /** Time Zone */
            time_zone: string;
            /** Visits */
            visits: number;
        };
        /**
         * Health
         * @description The service answers and its database works.
         */
        Health: {
            /** Status */
            status: string;
            /** Version */
            version: string;
        };
        /**
         * HeatView
         * @description Only visited cells; every other cell is zero.
         */
        HeatView: {
            /** Cell M */
            cell_m: number;
            /** Cells */
            cells: components["schemas"]["CellView"][];
            /** Columns */
            columns: number;
            head: components["schemas"]["HeadView"];
            /** Rows */
            rows: number;
        };
        /**
         * HelloBody
         * @description How a visit begins: `clock_ns` is the phone's monotonic clock at `utc`.
         */
        HelloBody: {
            /** Clock Ns */
            clock_ns: number;
            /** Device */
            device?: string | null;
            start?: components["schemas"]["StartBody"] | null;
            /**
             * Utc
             * Format: date-time
             */
            utc: string;
            /**
             * Visit Id
             * Format: uuid
             */
            visit_id: string;
        };
        /** LevelView */
        LevelView: {
            /** Beacons */
            beacons: components["schemas"]["BeaconView"][];
            /** Entrances */
            entrances: components["schemas"]["EntranceView"][];
            /** Faces */
            faces: components["schemas"]["FaceView"][];
            /** Fixtures */
            fixtures: components["schemas"]["FixtureView"][];
            /** Height M */
            height_m: number;
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * North Rad
             * @description angle of true north in the floor frame, counter-clockwise from +x
             */
            north_rad: number;
            outline: components["schemas"]["Geometry"];
            /** Units */
            units: components["schemas"]["UnitView"][];
            /** Walls */
            walls: components["schemas"]["Geometry"][];
            /** Width M */
            width_m: number;
            /** Zones */
            zones: components["schemas"]["ZoneView"][];
        };
        /**
         * LogIn
         * @description What a person types.
         */
        LogIn: {
            /** Login */
            login: string;
            /** Password */
            password: string;
        };
        /** MapView */
        MapView: {
            kind: components["schemas"]["StoreKind"];
            /** Levels */
            levels: components["schemas"]["LevelView"][];
            /** Name */
            name: string;
            /** Revision */
            revision: number;
            /** Store Id */
            store_id: string;
        };
        /**
         * Me
         * @description Who is logged in. The role says which routes are refused (`x-roles` of the OpenAPI document).
         */
        Me: {
            /** Login */
            login: string;
            role: components["schemas"]["Role"];
        };
        /**
         * NextSequence
         * @description Every frame below this number is stored.
         */
        NextSequence: {
            /** Next Sequence */
            next_sequence: number;
        };
        /**
         * OfferList
         * @description Offers of a visit, oldest first.
         */
        OfferList: {
            /** Items */
            items: components["schemas"]["OfferView"][];
        };
        /**
         * OfferView
         * @description An offer of the visit, with the reason the shopper got it.
         */
        OfferView: {
            /** Campaign Id */
            campaign_id: string;
            /**
             * Decided At
             * Format: date-time
             */
            decided_at: string;
            /**
             * Delivery Id
             * Format: uuid
             */
            delivery_id: string;
            state: components["schemas"]["DeliveryState"];
            /** Text */
            text: string;
            /** Title */
            title: string;
            /** Why */
            why: string;
            /** Zone Id */
            zone_id: string;
            /** Zone Name */
            zone_name: string;
        };
        /**
         * Outcome
         * @description `skipped`: a gate refused; `lost`: it could have gone out, but another offer or a limit of the visit
         *     kept it back; `sent`: queued for the phone (what became of it is with the delivery).
         * @enum {string}
         */
        Outcome: "sent" | "lost" | "skipped";
        /**
         * Problem
         * @description What every failure answers.
         */
        Problem: {
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["FieldError"][] | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /**
         * Profile
         * @description What a shopper sees of themselves.
         */
        Profile: {
            consent: components["schemas"]["Consent"];
            /** Grants */
            grants: components["schemas"]["Grant"][];
            /** Shopper Id */
            shopper_id: string;
            /** Store Id */
            store_id: string;
        };
        /**
         * PublicSummary
         * @description What an app needs before it registers a shopper.
         */
        PublicSummary: {
            /** Beacons */
            beacons: string[];
            kind: components["schemas"]["StoreKind"];
            /** Name */
            name: string;
            /** Revision */
            revision: number;
            /** Store Id */
            store_id: string;
        };
        /** Published */
        Published: {
            /** Revision */
            revision: number;
            /** Store Id */
            store_id: string;
        };
        /**
         * Purpose
         * @description A purpose of processing that a shopper grants or does not; nothing is implied by another.
         * @enum {string}
         */
        Purpose: "positioning" | "offers" | "analytics" | "personalisation" | "map_improvement";
        /**
         * Reason
         * @description Why a decision came out as it did: one code for every way through the gates, in their order.
         * @enum {string}
         */
        Reason: "no_consent" | "outside_dates" | "outside_weekdays" | "outside_hours" | "visitor_unknown" | "not_new" | "not_returning" | "improbable" | "late" | "left" | "cap_visit" | "cap_days" | "cool_down" | "visit_ceiling" | "outranked" | "zone_unnamed" | "sent";
        /**
         * Registered
         * @description The token is told this once: the service keeps only its hash.
         */
        Registered: {
            /** Shopper Id */
            shopper_id: string;
            /** Token */
            token: string;
        };
        /**
         * Role
         * @description What a user may do.
         *
         *     Staff draw, survey and publish the map, and watch the floor and the beacons. Operators also create stores,
         *     fit the radio map, plan and heal beacons, and roll a map back. An admin may do everything.
         * @enum {string}
         */
        Role: "staff" | "operator" | "admin";
        /**
         * ScheduleBody
         * @description When, on the store's clock. Weekday 0 is Monday; `from` after `to` runs past midnight.
         */
        ScheduleBody: {
            /** Ends On */
            ends_on?: string | null;
            /**
             * From
             * @default 00:00
             */
            from: string;
            /** Starts On */
            starts_on?: string | null;
            /**
             * To
             * @default 24:00
             */
            to: string;
            /**
             * Weekdays
             * @default [
             *       0,
             *       1,
             *       2,
             *       3,
             *       4,
             *       5,
             *       6
             *     ]
             */
            weekdays: number[];
        };
        /**
         * StartBody
         * @description Where a visit begins, in floor metres: a scanned code, a gate.
         */
        StartBody: {
            /**
             * Sd M
             * @default 1
             */
            sd_m: number;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * StoreDetail
         * @description A store with the rules of its releases.
         */
        StoreDetail: {
            /** Id */
            id: string;
            kind: components["schemas"]["StoreKind"];
            /** Live Visits */
            live_visits: number;
            /** Name */
            name: string;
            /** Offers Today */
            offers_today: number;
            /** Privacy K */
            privacy_k: number;
            /** Revision */
            revision: number;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * StoreKind
         * @description Whether people shop there. Recordings and simulations go into trial stores only.
         * @enum {string}
         */
        StoreKind: "live" | "trial";
        /** StoreList */
        StoreList: {
            /** Items */
            items: components["schemas"]["StoreSummary"][];
        };
        /**
         * StoreSummary
         * @description A store in a list.
         */
        StoreSummary: {
            /** Id */
            id: string;
            kind: components["schemas"]["StoreKind"];
            /** Live Visits */
            live_visits: number;
            /** Name */
            name: string;
            /** Offers Today */
            offers_today: number;
            /** Revision */
            revision: number;
            /** Time Zone */
            time_zone: string;
        };
        /**
         * TriggerBody
         * @description What has to happen where.
         */
        TriggerBody: {
            /** Dwell S */
            dwell_s?: number | null;
            kind: components["schemas"]["TriggerKind"];
            /**
             * Min Probability
             * @default 0.5
             */
            min_probability: number;
            /** Zone Ids */
            zone_ids: string[];
        };
        /**
         * TriggerKind
         * @description What has to happen in a zone.
         * @enum {string}
         */
        TriggerKind: "zone_enter" | "zone_dwell";
        /** UnitView */
        UnitView: {
            area: components["schemas"]["Geometry"];
            /** Category */
            category: string;
            /** Id */
            id: string;
            /** Name */
            name: string;
        };
        /** VisitList */
        VisitList: {
            /** Items */
            items: components["schemas"]["VisitRow"][];
        };
        /**
         * VisitRow
         * @description One visit in the operational list.
         */
        VisitRow: {
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            /** Close Reason */
            close_reason: string | null;
            /** Closed At */
            closed_at: string | null;
            /** Label */
            label: string;
            /**
             * Last Frame At
             * Format: date-time
             */
            last_frame_at: string;
            /** Level Id */
            level_id: string;
            /** Map Revision */
            map_revision: number;
            state: components["schemas"]["VisitState"];
            /** Visit Id */
            visit_id: string;
        };
        /**
         * VisitState
         * @description `closing`: over for the shopper, the smoothed path is still being computed.
         * @enum {string}
         */
        VisitState: "open" | "closing" | "closed";
        /**
         * VisitView
         * @description A visit as its shopper sees it.
         */
        VisitView: {
            /**
             * Began At
             * Format: date-time
             */
            began_at: string;
            close_reason?: components["schemas"]["CloseReason"] | null;
            /** Closed At */
            closed_at?: string | null;
            /**
             * Last Frame At
             * Format: date-time
             */
            last_frame_at: string;
            /** Next Sequence */
            next_sequence: number;
            state: components["schemas"]["VisitState"];
            /** Store Id */
            store_id: string;
            /** Unknown Sightings */
            unknown_sightings: number;
            /**
             * Visit Id
             * Format: uuid
             */
            visit_id: string;
        };
        /**
         * Visitors
         * @description Whom a campaign is for. New and returning are known with the purpose personalisation only.
         * @enum {string}
         */
        Visitors: "any" | "new" | "returning";
        /**
         * WelcomeView
         * @description A visit that takes frames. `revision` is the map it began with, whose `beacons` binary frames index.
         */
        WelcomeView: {
            /** Beacons */
            beacons: string[];
            /** Next Sequence */
            next_sequence: number;
            /** Revision */
            revision: number;
            /**
             * Visit Id
             * Format: uuid
             */
            visit_id: string;
        };
        /** ZoneView */
        ZoneView: {
            area: components["schemas"]["Geometry"];
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Name */
            name: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    healthz_healthz_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_campaign_v1_campaigns__campaign_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignView"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_campaign_v1_campaigns__campaign_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignView"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_campaign_v1_campaigns__campaign_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_decisions_v1_campaigns__campaign_id__decisions_get: {
        parameters: {
            query?: {
                outcome?: components["schemas"]["Outcome"] | null;
                limit?: number;
                before?: string | null;
            };
            header?: never;
            path: {
                campaign_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DecisionPage"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    who_am_i_v1_session_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in_v1_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LogIn"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out_v1_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_v1_shoppers_me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    erase_v1_shoppers_me_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    choose_v1_shoppers_me_consent_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentChoice"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Profile"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_stores_v1_stores_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreList"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_v1_stores_post: {
        parameters: {
            query?: {
                kind?: components["schemas"]["StoreKind"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description a store.json document (docs/store-file.md) */
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreDetail"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_v1_stores__store_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StoreDetail"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_campaigns_v1_stores__store_id__campaigns_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignList"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_campaign_v1_stores__store_id__campaigns_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CampaignBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CampaignView"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    live_v1_stores__store_id__live_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Server-Sent Events: snapshot, positions, visit, offer, beat */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_map_v1_stores__store_id__map_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MapView"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    publish_v1_stores__store_id__map_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        /** @description a store.json document (docs/store-file.md) */
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Published"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    dwell_v1_stores__store_id__reports_dwell_get: {
        parameters: {
            query?: {
                format?: components["schemas"]["Format"];
                /** @description first day; by default of all visits */
                from?: string | null;
                /** @description last day, included; by default likewise */
                to?: string | null;
                /** @description by default the store's first level */
                level?: string | null;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DwellView"];
                    "image/png": unknown;
                    "text/csv": unknown;
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    heat_v1_stores__store_id__reports_heatmap_get: {
        parameters: {
            query?: {
                /** @description side of a cell in metres */
                cell_m?: number | null;
                format?: components["schemas"]["Format"];
                /** @description first day; by default of all visits */
                from?: string | null;
                /** @description last day, included; by default likewise */
                to?: string | null;
                /** @description by default the store's first level */
                level?: string | null;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HeatView"];
                    "image/png": unknown;
                    "text/csv": unknown;
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    flows_v1_stores__store_id__reports_paths_get: {
        parameters: {
            query?: {
                format?: components["schemas"]["Format"];
                /** @description first day; by default of all visits */
                from?: string | null;
                /** @description last day, included; by default likewise */
                to?: string | null;
                /** @description by default the store's first level */
                level?: string | null;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FlowView"];
                    "image/png": unknown;
                    "text/csv": unknown;
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    register_v1_stores__store_id__shoppers_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConsentChoice"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Registered"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    summary_v1_stores__store_id__summary_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublicSummary"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_visits_v1_stores__store_id__visits_get: {
        parameters: {
            query?: {
                state?: components["schemas"]["VisitState"] | null;
                limit?: number;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitList"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_visit_v1_stores__store_id__visits_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HelloBody"];
            };
        };
        responses: {
            /** @description Resumed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WelcomeView"];
                };
            };
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WelcomeView"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_visit_v1_visits__visit_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                visit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitView"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_visit_v1_visits__visit_id__end_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                visit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisitView"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    take_frames_v1_visits__visit_id__frames_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                visit_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>[];
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NextSequence"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_offers_v1_visits__visit_id__offers_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                visit_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferList"];
                };
            };
            /** @description A value is missing, unknown or impossible */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Any failure */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
