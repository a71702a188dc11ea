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
    "/v1/alignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Align
         * @description Where a picture lies on the floor, by what was measured on it, and how well that fits together.
         */
        post: operations["align_v1_alignments_post"];
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
    "/v1/clock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Now
         * @description The service's time; by round trips a device learns how far off its own clock is.
         */
        get: operations["now_v1_clock_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create
         * @description Create a store from a plan; what the plan does not say, the query has to.
         */
        post: operations["create_v1_plans_post"];
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
    "/v1/stores/{store_id}/beacons/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description Every beacon of the map with what is wrong with it, those that need a hand first.
         */
        get: operations["health_v1_stores__store_id__beacons_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/beacons/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * History
         * @description The telemetry of one beacon by day.
         */
        get: operations["history_v1_stores__store_id__beacons_history_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/beacons/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark
         * @description Say what was done at a beacon: its battery changed, or hung back to its place.
         */
        post: operations["mark_v1_stores__store_id__beacons_marks_post"];
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
    "/v1/stores/{store_id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description The map as it is being drawn.
         */
        get: operations["show_v1_stores__store_id__draft_get"];
        put?: never;
        post?: never;
        /**
         * Discard
         * @description Throw the draft away, as it was at `version`.
         */
        delete: operations["discard_v1_stores__store_id__draft_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/draft/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change
         * @description Change features, all or none.
         */
        post: operations["change_v1_stores__store_id__draft_changes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/draft/problems": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Problems
         * @description What is wrong or doubtful on the draft; a large floor takes seconds.
         */
        get: operations["show_problems_v1_stores__store_id__draft_problems_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/draft/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description Make the draft the next revision of the map.
         */
        post: operations["publish_v1_stores__store_id__draft_publish_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/draft/rebase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rebase
         * @description Put the draft over the current revision, saying whose change stays where both changed a feature.
         */
        post: operations["rebase_v1_stores__store_id__draft_rebase_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/finder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find
         * @description Where a product stands, and where to stand to take it: for shoppers' apps.
         */
        get: operations["find_v1_stores__store_id__finder_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Jobs
         * @description The jobs of a store, the last one first.
         */
        get: operations["list_jobs_v1_stores__store_id__jobs_get"];
        put?: never;
        /**
         * Ask
         * @description Ask for a job: an operator for a fit or a plan, anybody for the error that the map predicts.
         */
        post: operations["ask_v1_stores__store_id__jobs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/jobs/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description A job, and how far it has come.
         */
        get: operations["show_v1_stores__store_id__jobs__number__get"];
        put?: never;
        post?: never;
        /**
         * Cancel
         * @description Cancel a job; one that is over stays as it is.
         */
        delete: operations["cancel_v1_stores__store_id__jobs__number__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/jobs/{number}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish
         * @description Put the radio map that a job fitted in force, as the next revision of the map.
         */
        post: operations["publish_v1_stores__store_id__jobs__number__publish_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/jobs/{number}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Result
         * @description What a job found, by its kind; 409 when it found nothing (yet).
         */
        get: operations["result_v1_stores__store_id__jobs__number__result_get"];
        put?: never;
        post?: never;
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
    "/v1/stores/{store_id}/pictures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add Picture
         * @description Keep a picture for a level to be drawn from; a `level` change of the draft puts it there.
         */
        post: operations["add_picture_v1_stores__store_id__pictures_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/pictures/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Picture
         * @description A picture that a map was drawn from.
         */
        get: operations["show_picture_v1_stores__store_id__pictures__file__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/placements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Placements
         * @description How many products stand on each face of the map, and on faces that it has no more.
         */
        get: operations["list_placements_v1_stores__store_id__placements_get"];
        put?: never;
        /**
         * Change Placements
         * @description Place products on faces and take them off: all of it, or nothing.
         */
        post: operations["change_placements_v1_stores__store_id__placements_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/products": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Products
         * @description Products by name: those that hold all words of `q`, of one face, of one category.
         */
        get: operations["list_products_v1_stores__store_id__products_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/products/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Categories
         * @description The categories of the store's products.
         */
        get: operations["list_categories_v1_stores__store_id__products_categories_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/products/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export
         * @description All products and their places as CSV, in UTF-8 with its mark: spreadsheets then read it right.
         */
        get: operations["export_v1_stores__store_id__products_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/products/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Import Products
         * @description Store a list of products; with `dry_run` only say what it would change.
         */
        post: operations["import_products_v1_stores__store_id__products_import_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/products/{gtin}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Product
         * @description Store a product by hand; its places stay as they are.
         */
        put: operations["put_product_v1_stores__store_id__products__gtin__put"];
        post?: never;
        /**
         * Delete Product
         * @description Take a product out of the store, and off its faces.
         */
        delete: operations["delete_product_v1_stores__store_id__products__gtin__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Proposals
         * @description Healed maps that were tried for a store, the last one first.
         */
        get: operations["proposals_v1_stores__store_id__proposals_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/proposals/{number}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept
         * @description Publish a healed map as the store's next revision, unless the map has changed meanwhile.
         */
        post: operations["accept_v1_stores__store_id__proposals__number__accept_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/quality": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description How good positioning is on a level: predicted error, walked ground, thin spots, measured error.
         */
        get: operations["show_v1_stores__store_id__quality_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/recordings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Recordings
         * @description The uploaded walks of a level, by name.
         */
        get: operations["list_recordings_v1_stores__store_id__recordings_get"];
        put?: never;
        /**
         * Upload
         * @description Upload a survey walk, for the next fit; the same again changes nothing.
         */
        post: operations["upload_v1_stores__store_id__recordings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/recordings/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove
         * @description Forget an uploaded walk: the next fit goes without it.
         */
        delete: operations["remove_v1_stores__store_id__recordings__name__delete"];
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
    "/v1/stores/{store_id}/revisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Revisions
         * @description Every revision, the newest first.
         */
        get: operations["list_revisions_v1_stores__store_id__revisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/revisions/{number}/difference": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Difference
         * @description What a revision differs by from another one or from the draft.
         */
        get: operations["show_difference_v1_stores__store_id__revisions__number__difference_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/revisions/{number}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore
         * @description Publish an earlier revision again: roll back.
         */
        post: operations["restore_v1_stores__store_id__revisions__number__restore_post"];
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
    "/v1/stores/{store_id}/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show Standing
         * @description How a store stands: its map, its draft, the predicted error, beacons that need a hand.
         */
        get: operations["show_standing_v1_stores__store_id__standing_get"];
        put?: never;
        post?: never;
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
    "/v1/stores/{store_id}/survey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Progress
         * @description How much of a level is covered, and the way past what is left, from where the surveyor stands; or
         *     `afresh`, past everything.
         */
        get: operations["progress_v1_stores__store_id__survey_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/survey/scanner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Scanner
         * @description The scanner that hears for a phone.
         */
        get: operations["scanner_v1_stores__store_id__survey_scanner_get"];
        put?: never;
        /**
         * Offer
         * @description A code that pairs one scanner with this phone, for half an hour.
         */
        post: operations["offer_v1_stores__store_id__survey_scanner_post"];
        /**
         * Release
         * @description End the pairing; what was heard stays.
         */
        delete: operations["release_v1_stores__store_id__survey_scanner_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/survey/walks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Walks
         * @description The walks of a store, or of one level, the first one first.
         */
        get: operations["walks_v1_stores__store_id__survey_walks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/survey/walks/{walk_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description One walk joined with what was heard: what its recordings hold, how well the clocks are known.
         */
        get: operations["show_v1_stores__store_id__survey_walks__walk_id__get"];
        /**
         * Open Walk
         * @description Open a walk under an id that the page made up; the same again changes nothing.
         */
        put: operations["open_walk_v1_stores__store_id__survey_walks__walk_id__put"];
        post?: never;
        /**
         * Delete
         * @description Forget a walk.
         */
        delete: operations["delete_v1_stores__store_id__survey_walks__walk_id__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/survey/walks/{walk_id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell
         * @description Tell of taps and of what was taken back; what came before changes nothing.
         */
        post: operations["tell_v1_stores__store_id__survey_walks__walk_id__entries_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/survey/walks/{walk_id}/log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log
         * @description Add what an app on the same phone recorded meanwhile: its stamps are of the phone's own clock.
         */
        post: operations["log_v1_stores__store_id__survey_walks__walk_id__log_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/survey/walks/{walk_id}/motion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Motion
         * @description Tell of some seconds of the phone's motion; the same number again changes nothing.
         */
        post: operations["motion_v1_stores__store_id__survey_walks__walk_id__motion_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/stores/{store_id}/survey/walks/{walk_id}/recording": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Recording
         * @description A part of a walk as a recording (docs/recordings.md), gzip.
         */
        get: operations["recording_v1_stores__store_id__survey_walks__walk_id__recording_get"];
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
    "/v1/survey/radio": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Radio
         * @description Send what was heard, with the scanner's token as a bearer; the same batch again changes nothing.
         */
        post: operations["radio_v1_survey_radio_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/survey/scanners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pair
         * @description Pair with the phone whose page shows the code; a code pairs once.
         */
        post: operations["pair_v1_survey_scanners_post"];
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
         * Accepted
         * @description The map revision that a proposal became.
         */
        Accepted: {
            /** Revision */
            revision: number;
            /** Store Id */
            store_id: string;
        };
        /**
         * AlignmentBody
         * @description What was measured on a picture.
         */
        AlignmentBody: {
            /**
             * Distances
             * @default []
             */
            distances: components["schemas"]["DistanceBody"][];
            /** Height Px */
            height_px: number;
            north?: components["schemas"]["ArrowBody"] | null;
            /**
             * Points
             * @default []
             */
            points: components["schemas"]["PointBody"][];
            /** Width Px */
            width_px: number;
        };
        /**
         * AlignmentRow
         * @description A distance as it was stated and as the fit has it.
         */
        AlignmentRow: {
            /** Difference M */
            difference_m: number;
            /** Fitted M */
            fitted_m: number;
            /** Stated M */
            stated_m: number;
        };
        /**
         * AlignmentView
         * @description How a picture lies on the floor. `residual_m` (root mean square) is null when nothing is left over that
         *     could tell how well it fits.
         */
        AlignmentView: {
            /** Floor From Image */
            floor_from_image: number[];
            /** Height M */
            height_m: number;
            /** North Rad */
            north_rad: number;
            /** Residual M */
            residual_m: number | null;
            /** Rows */
            rows: components["schemas"]["AlignmentRow"][];
            /** Width M */
            width_m: number;
        };
        /**
         * ArrowBody
         * @description An arrow on the picture that points to true north.
         */
        ArrowBody: {
            /** From Px */
            from_px: number[];
            /** To Px */
            to_px: number[];
        };
        /**
         * Assessment
         * @description What is predicted from a radio map. `walked` and `thin` are null where nobody surveyed.
         */
        Assessment: {
            /**
             * Changing
             * @description transmitters with a changing address: no prediction counts on them
             */
            changing: number;
            /** @description for people who came in by the one door */
            known: components["schemas"]["Predicted"];
            /** Map Error M */
            map_error_m: number;
            places: components["schemas"]["Places"];
            /** Shared Ids */
            shared_ids: string[];
            thin: components["schemas"]["Thin"] | null;
            /** Transmitters */
            transmitters: number;
            /** @description for people who were searched for */
            unknown: components["schemas"]["Predicted"];
            /**
             * Usual Start
             * @enum {string}
             */
            usual_start: "known" | "unknown";
            walked: components["schemas"]["WalkedGround"] | null;
            /**
             * Worst
             * @description for the usual start
             */
            worst: components["schemas"]["WorstPlace"][];
        };
        /**
         * AudienceBody
         * @description For whom.
         */
        AudienceBody: {
            /** @default any */
            visitors: components["schemas"]["Visitors"];
        };
        /**
         * BatteryView
         * @description Days that are left: 8 times in 10 between low and high; without high, "at least low" is all that is
         *     known.
         */
        BatteryView: {
            /** High Days */
            high_days: number | null;
            /** Low Days */
            low_days: number;
            /** Median Days */
            median_days: number | null;
        };
        /**
         * BeaconDayView
         * @description A beacon's telemetry of one day of UTC: means, and what was counted.
         */
        BeaconDayView: {
            /** Battery Mv */
            battery_mv: number | null;
            /** Boots */
            boots: number;
            /**
             * Day
             * Format: date
             */
            day: string;
            /** Other Units */
            other_units: number;
            /** Readings */
            readings: number;
            /** Temperature C */
            temperature_c: number | null;
        };
        /**
         * BeaconHealthView
         * @description A beacon of the map. Without troubles nothing is known against it; `standing` says whether its signal
         *     can be judged, `missed` how many visits did not hear it since it was last heard.
         */
        BeaconHealthView: {
            /**
             * Area
             * @description the unit or zone that it hangs in; empty where none has a name
             */
            area: string;
            battery: components["schemas"]["BatteryView"] | null;
            /** Beacon */
            beacon: string;
            /** Heard */
            heard: number;
            /** Last Heard At */
            last_heard_at: string | null;
            last_mark: components["schemas"]["MarkView"] | null;
            /** Level Id */
            level_id: string;
            /** Missed */
            missed: number;
            /**
             * Near
             * @description the nearest thing that has a name
             */
            near: string;
            reading: components["schemas"]["ReadingView"] | null;
            standing: components["schemas"]["Standing"];
            /** Troubles */
            troubles: components["schemas"]["TroubleView"][];
            /** Visits */
            visits: number;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * BeaconHistory
         * @description One beacon's days, in order of time.
         */
        BeaconHistory: {
            /** Beacon */
            beacon: string;
            /** Days */
            days: components["schemas"]["BeaconDayView"][];
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
        /** CategoryList */
        CategoryList: {
            /** Items */
            items: components["schemas"]["CategoryView"][];
        };
        /**
         * CategoryView
         * @description A category; the empty one is of products without any.
         */
        CategoryView: {
            /** Category */
            category: string;
            /** Products */
            products: number;
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
         * Change
         * @description What storing a list does to a product.
         * @enum {string}
         */
        Change: "new" | "changed" | "moved" | "removed";
        /**
         * CheckpointView
         * @description Where to tap; `near` is the door, shelf or shop there, or nothing.
         */
        CheckpointView: {
            kind: components["schemas"]["LandmarkKind"];
            /** Near */
            near: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * ClashView
         * @description A feature that two changed.
         */
        ClashView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Base */
            base: {
                [key: string]: unknown;
            } | null;
            /** By */
            by: string;
            /** Id */
            id: string;
            kind: components["schemas"]["FeatureKind"];
            /** Level Id */
            level_id: string | null;
            /** Theirs */
            theirs: {
                [key: string]: unknown;
            } | null;
            /** Yours */
            yours: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * ClockBody
         * @description What a device knows of one of its clocks.
         */
        ClockBody: {
            /** Clock */
            clock: string;
            /** Readings */
            readings: components["schemas"]["ReadingBody"][];
        };
        /**
         * ClockView
         * @description The service's UTC, in milliseconds since 1970.
         */
        ClockView: {
            /** Unix Ms */
            unix_ms: number;
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
        /** DifferenceCounts */
        DifferenceCounts: {
            /** Added */
            added: number;
            /** Changed */
            changed: number;
            /** Removed */
            removed: number;
        };
        /**
         * DifferenceItem
         * @description A feature before and after; null where it is not there.
         */
        DifferenceItem: {
            /** After */
            after: {
                [key: string]: unknown;
            } | null;
            /** Before */
            before: {
                [key: string]: unknown;
            } | null;
            /** Id */
            id: string;
            kind: components["schemas"]["FeatureKind"];
            /** Level Id */
            level_id: string | null;
            /** Name */
            name: string;
        };
        /**
         * DistanceBody
         * @description Two points of the picture (column and row in pixels) and how far apart they are.
         */
        DistanceBody: {
            /** From Px */
            from_px: number[];
            /** Length M */
            length_m: number;
            /** To Px */
            to_px: number[];
        };
        /**
         * DraftConflictProblem
         * @description The problem `draft-conflict`: nothing was stored.
         */
        DraftConflictProblem: {
            /** Code */
            code?: ("always-there" | "arrow-too-short" | "beacons-changed" | "cells-too-many" | "column-twice" | "columns-full" | "corners-full" | "draft-empty" | "draft-too-large" | "face-unclear" | "faces-full" | "far-outside" | "features-full" | "few-waypoints" | "file-no-text" | "gtin-check-digit" | "gtin-length" | "gtin-no-digits" | "gtin-rounded" | "line-twice" | "lines-full" | "lines-wrong" | "list-too-long" | "log-cut" | "log-empty" | "logs-full" | "no-beacons" | "no-column" | "no-columns" | "no-face" | "no-level" | "no-number" | "no-outline" | "no-result" | "not-among-choices" | "number-too-large" | "number-too-small" | "other-store" | "pictures-full" | "plan-too-much" | "product-otherwise" | "products-changed" | "products-full" | "proposal-outdated" | "proposal-refused" | "published-already" | "published-between" | "quotes-open" | "revision-same" | "role-needed" | "scales-contradict" | "store-exists" | "taps-doubtful" | "text-too-long" | "text-too-short" | "text-unseen" | "unreadable-plan" | "unreadable-walk" | "unusable-measure" | "user-exists" | "walk-elsewhere" | "walk-full" | "walk-name" | "walk-name-taken" | "walk-there" | "walks-full" | "walks-unplaced" | "archive-broken" | "archive-file-twice" | "archive-lacks" | "archive-leads-out" | "archive-too-large" | "archive-too-many" | "coordinates-unreadable" | "dxf-broken" | "dxf-layers" | "dxf-not-read-here" | "dxf-parts" | "dxf-unit" | "file-too-large" | "floor-left-of-origin" | "floor-size" | "geometry-kind" | "level-missing" | "level-twice" | "member-missing" | "nested-too-deeply" | "no-degrees" | "no-geojson" | "no-json" | "no-picture" | "no-plan" | "no-venue-outline" | "outline-crosses" | "picture-broken" | "picture-inflates" | "picture-too-large" | "place-never-set" | "measure-alone" | "measure-nothing" | "measure-outside" | "points-mirrored" | "field-missing" | "field-unknown" | "id-twice" | "last-level" | "no-store-file" | "no-zone" | "store-too-new" | "value-of-other-kind" | "value-outside" | "value-unusable" | "walk-too-large" | "walk-without-motion") | null;
            /** Conflicts */
            conflicts: components["schemas"]["ClashView"][];
            /** Detail */
            detail: string;
            /** Errors */
            errors?: components["schemas"]["FieldError"][] | null;
            /** Facts */
            facts?: {
                [key: string]: string | number;
            } | null;
            /** Others */
            others: components["schemas"]["MadeView"][];
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
            /** Version */
            version: number;
        };
        /**
         * DraftView
         * @description A draft. `problems` is null while they are being looked for.
         */
        DraftView: {
            /** Base Revision */
            base_revision: number;
            /** Changed */
            changed: number;
            /** Current Revision */
            current_revision: number;
            /** Levels */
            levels: components["schemas"]["LevelDraft"][];
            /** Problems */
            problems: components["schemas"]["MapProblem"][] | null;
            /** Store */
            store: {
                [key: string]: unknown;
            };
            /** Store Id */
            store_id: string;
            /** Version */
            version: number;
        };
        /**
         * DwellRowView
         * @description Figures are null when suppressed: fewer than k shoppers a day. `products` stand on the face today.
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
            /**
             * Products
             * @default []
             */
            products: string[];
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
         * Entries
         * @description What a phone tells of its walk, in any order, as often as it likes.
         */
        Entries: {
            /** Clocks */
            clocks?: components["schemas"]["ClockBody"][];
            /** Device */
            device: string;
            /** Entries */
            entries: components["schemas"]["EntryBody"][];
        };
        /**
         * EntryBody
         * @description One thing done on the phone. Taps and moves have a place; moves say of which tap; `redo` takes back the
         *     legs from tap `of` to tap `to`.
         */
        EntryBody: {
            /** Clock */
            clock: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "tap" | "move" | "undo" | "redo" | "pause" | "end";
            /** Of */
            of?: number | null;
            /** Sequence */
            sequence: number;
            /** T Ms */
            t_ms: number;
            /** To */
            to?: number | null;
            /** Utc Ms */
            utc_ms: number;
            /** X M */
            x_m?: number | null;
            /** Y M */
            y_m?: number | null;
        };
        /**
         * ErrorFigures
         * @description The error that half and nine of ten people stay within.
         */
        ErrorFigures: {
            /** Median M */
            median_m: number;
            /** Q90 M */
            q90_m: number;
        };
        /**
         * EvidenceView
         * @description What a decision rests on; ages in seconds at the decision.
         */
        EvidenceView: {
            /** Dwell S */
            dwell_s?: number | null;
            /** Face Id */
            face_id?: string | null;
            /** Gtin */
            gtin?: string | null;
            /** Pose Age S */
            pose_age_s: number;
            /** Pose Sd M */
            pose_sd_m: number;
            /** Probability */
            probability: number;
            /** Product */
            product?: string | null;
            /** Zone Id */
            zone_id: string;
        };
        /**
         * FaceProducts
         * @description How many products stand on a face.
         */
        FaceProducts: {
            /** Face Id */
            face_id: string;
            /** Face Name */
            face_name: string | null;
            /** Is Gone */
            is_gone: boolean;
            /** Level Id */
            level_id: string | null;
            /** Products */
            products: number;
        };
        /**
         * FaceProductsList
         * @description The faces of the map, empty ones too, and those that are gone while products still name them.
         */
        FaceProductsList: {
            /** Items */
            items: components["schemas"]["FaceProducts"][];
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
         * FaultView
         * @description What is wrong in a line of the file.
         */
        FaultView: {
            /** Code */
            code: ("always-there" | "arrow-too-short" | "beacons-changed" | "cells-too-many" | "column-twice" | "columns-full" | "corners-full" | "draft-empty" | "draft-too-large" | "face-unclear" | "faces-full" | "far-outside" | "features-full" | "few-waypoints" | "file-no-text" | "gtin-check-digit" | "gtin-length" | "gtin-no-digits" | "gtin-rounded" | "line-twice" | "lines-full" | "lines-wrong" | "list-too-long" | "log-cut" | "log-empty" | "logs-full" | "no-beacons" | "no-column" | "no-columns" | "no-face" | "no-level" | "no-number" | "no-outline" | "no-result" | "not-among-choices" | "number-too-large" | "number-too-small" | "other-store" | "pictures-full" | "plan-too-much" | "product-otherwise" | "products-changed" | "products-full" | "proposal-outdated" | "proposal-refused" | "published-already" | "published-between" | "quotes-open" | "revision-same" | "role-needed" | "scales-contradict" | "store-exists" | "taps-doubtful" | "text-too-long" | "text-too-short" | "text-unseen" | "unreadable-plan" | "unreadable-walk" | "unusable-measure" | "user-exists" | "walk-elsewhere" | "walk-full" | "walk-name" | "walk-name-taken" | "walk-there" | "walks-full" | "walks-unplaced" | "archive-broken" | "archive-file-twice" | "archive-lacks" | "archive-leads-out" | "archive-too-large" | "archive-too-many" | "coordinates-unreadable" | "dxf-broken" | "dxf-layers" | "dxf-not-read-here" | "dxf-parts" | "dxf-unit" | "file-too-large" | "floor-left-of-origin" | "floor-size" | "geometry-kind" | "level-missing" | "level-twice" | "member-missing" | "nested-too-deeply" | "no-degrees" | "no-geojson" | "no-json" | "no-picture" | "no-plan" | "no-venue-outline" | "outline-crosses" | "picture-broken" | "picture-inflates" | "picture-too-large" | "place-never-set" | "measure-alone" | "measure-nothing" | "measure-outside" | "points-mirrored" | "field-missing" | "field-unknown" | "id-twice" | "last-level" | "no-store-file" | "no-zone" | "store-too-new" | "value-of-other-kind" | "value-outside" | "value-unusable" | "walk-too-large" | "walk-without-motion") | null;
            /** Column */
            column: string;
            /** Facts */
            facts: {
                [key: string]: string | number;
            };
            /** Line */
            line: number;
            /** Reason */
            reason: string;
        };
        /**
         * FeatureKind
         * @description What a feature is. A `store` and a `level` are features too: their own fields, not what they hold.
         * @enum {string}
         */
        FeatureKind: "store" | "level" | "outline" | "unit" | "fixture" | "wall" | "entrance" | "zone" | "face" | "code" | "beacon";
        /** FeatureView */
        FeatureView: {
            /** Id */
            id: string;
            kind: components["schemas"]["FeatureKind"];
            /** Value */
            value: {
                [key: string]: unknown;
            };
        };
        /**
         * FieldError
         * @description One broken value: `where` is its place in the request, as `body.consent.offers`.
         */
        FieldError: {
            /**
             * Code
             * @default null
             */
            code: ("always-there" | "arrow-too-short" | "beacons-changed" | "cells-too-many" | "column-twice" | "columns-full" | "corners-full" | "draft-empty" | "draft-too-large" | "face-unclear" | "faces-full" | "far-outside" | "features-full" | "few-waypoints" | "file-no-text" | "gtin-check-digit" | "gtin-length" | "gtin-no-digits" | "gtin-rounded" | "line-twice" | "lines-full" | "lines-wrong" | "list-too-long" | "log-cut" | "log-empty" | "logs-full" | "no-beacons" | "no-column" | "no-columns" | "no-face" | "no-level" | "no-number" | "no-outline" | "no-result" | "not-among-choices" | "number-too-large" | "number-too-small" | "other-store" | "pictures-full" | "plan-too-much" | "product-otherwise" | "products-changed" | "products-full" | "proposal-outdated" | "proposal-refused" | "published-already" | "published-between" | "quotes-open" | "revision-same" | "role-needed" | "scales-contradict" | "store-exists" | "taps-doubtful" | "text-too-long" | "text-too-short" | "text-unseen" | "unreadable-plan" | "unreadable-walk" | "unusable-measure" | "user-exists" | "walk-elsewhere" | "walk-full" | "walk-name" | "walk-name-taken" | "walk-there" | "walks-full" | "walks-unplaced" | "archive-broken" | "archive-file-twice" | "archive-lacks" | "archive-leads-out" | "archive-too-large" | "archive-too-many" | "coordinates-unreadable" | "dxf-broken" | "dxf-layers" | "dxf-not-read-here" | "dxf-parts" | "dxf-unit" | "file-too-large" | "floor-left-of-origin" | "floor-size" | "geometry-kind" | "level-missing" | "level-twice" | "member-missing" | "nested-too-deeply" | "no-degrees" | "no-geojson" | "no-json" | "no-picture" | "no-plan" | "no-venue-outline" | "outline-crosses" | "picture-broken" | "picture-inflates" | "picture-too-large" | "place-never-set" | "measure-alone" | "measure-nothing" | "measure-outside" | "points-mirrored" | "field-missing" | "field-unknown" | "id-twice" | "last-level" | "no-store-file" | "no-zone" | "store-too-new" | "value-of-other-kind" | "value-outside" | "value-unusable" | "walk-too-large" | "walk-without-motion") | null;
            /**
             * Facts
             * @default null
             */
            facts: {
                [key: string]: string | number;
            } | null;
            /** Reason */
            reason: string;
            /** Where */
            where: string;
        };
        /**
         * FitInForce
         * @description The fit that the map in force comes from, and how far off held-back walks were with it.
         */
        FitInForce: {
            /** Is Map Error Honest */
            is_map_error_honest: boolean;
            job: components["schemas"]["JobView"];
            /** Map Error Share */
            map_error_share: number | null;
            measured: components["schemas"]["Measured"] | null;
            /** Sightings */
            sightings: number;
            tracking: components["schemas"]["Tracking"] | null;
            /** Walks */
            walks: number;
        };
        /**
         * FitOrder
         * @description Fit a radio map to the survey walks of a level that are stored.
         */
        FitOrder: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "fit";
            /**
             * Level Id
             * @description by default the store's first level
             */
            level_id?: string | null;
        };
        /**
         * FitResult
         * @description A fitted radio map, judged, beside the one in force (null where that has no beacons).
         */
        FitResult: {
            /** Appeared */
            appeared: number;
            assessment: components["schemas"]["Assessment"];
            before: components["schemas"]["MapFigures"] | null;
            /**
             * Cautions
             * @description what speaks against putting it in force: its publisher is asked to confirm
             * @default []
             */
            cautions: ("too-bold" | "worse-than-before")[];
            /** Gone */
            gone: number;
            /** Is Map Error Honest */
            is_map_error_honest: boolean;
            /** Left Out */
            left_out: components["schemas"]["LeftOut"][];
            /** Level Id */
            level_id: string;
            /** Map Error Share */
            map_error_share: number | null;
            measured: components["schemas"]["Measured"] | null;
            /** @description null where the map in force was not fitted here */
            measured_before?: components["schemas"]["HeldBack"] | null;
            /**
             * Moved
             * @description transmitters that are elsewhere by more than both places are sure
             */
            moved: number;
            /** Path Rule */
            path_rule: string;
            /** Sightings */
            sightings: number;
            tracking: components["schemas"]["Tracking"] | null;
            /** Walks */
            walks: number;
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
         * FlawView
         * @description An entry that counts for nothing, or whose leg does, and why.
         */
        FlawView: {
            flaw: components["schemas"]["WalkFlaw"];
            /** Sequence */
            sequence: number;
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
        /** FoundList */
        FoundList: {
            /** Items */
            items: components["schemas"]["FoundView"][];
        };
        /**
         * FoundPlaceView
         * @description Where to stand to take it, and which way one then looks (counter-clockwise from +x, floor metres).
         */
        FoundPlaceView: {
            /** Face Id */
            face_id: string;
            /** Face Name */
            face_name: string;
            /** Heading Rad */
            heading_rad: number;
            /** Level Id */
            level_id: string;
            /** Level Name */
            level_name: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * FoundView
         * @description A product that fits; without places nobody said where it stands.
         */
        FoundView: {
            /** Category */
            category: string;
            /** Gtin */
            gtin: string;
            /** Name */
            name: string;
            /** Places */
            places: components["schemas"]["FoundPlaceView"][];
        };
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
        /** GridPlace */
        GridPlace: {
            /** Mount */
            mount: string;
            /** Near */
            near: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * GridPlan
         * @description The best regular grid of as many beacons.
         */
        GridPlan: {
            /** Beacons */
            beacons: components["schemas"]["GridPlace"][];
            /** Mean M */
            mean_m: number[];
            /** Median M */
            median_m: number;
            /** Q90 M */
            q90_m: number;
        };
        /**
         * GroundView
         * @description The ground as a grid: `cells` and `covered` are bytes a place (base64), row by row from the lowest.
         *
         *     A byte of `cells`: bit 0 walkable; bits 1 to 4 the ways to the right, up, up right, up left are open.
         *     Centres are at `x0_m + column * cell_m`, `y0_m + row * cell_m`.
         */
        GroundView: {
            /** Cell M */
            cell_m: number;
            /** Cells */
            cells: string;
            /** Columns */
            columns: number;
            /** Covered */
            covered: string;
            /** Rows */
            rows: number;
            /** X0 M */
            x0_m: number;
            /** Y0 M */
            y0_m: number;
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
         * HeldBack
         * @description How far off held-back walks were with the map that was in force when a fit was asked for.
         */
        HeldBack: {
            interval_m: components["schemas"]["Limits"] | null;
            /** Mean M */
            mean_m: number;
            /** Walks */
            walks: number;
            /** Waypoints */
            waypoints: number;
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
        /**
         * ImportReport
         * @description What a file says and what it changes; `digest` names exactly these differences.
         */
        ImportReport: {
            /** Changed */
            changed: number;
            /** Differences */
            differences: components["schemas"]["campaigns__stores__products__schemas__DifferenceView"][];
            /** Digest */
            digest: string;
            /** Encoding */
            encoding: string;
            /** Fault Count */
            fault_count: number;
            /** Faults */
            faults: components["schemas"]["FaultView"][];
            /** Ignored Columns */
            ignored_columns: string[];
            /** Is Stored */
            is_stored: boolean;
            /** Lines */
            lines: number;
            /** Moved */
            moved: number;
            /** New */
            new: number;
            /** Removed */
            removed: number;
            /** Separator */
            separator: string;
            /** Unchanged */
            unchanged: number;
        };
        /**
         * JobKind
         * @description A radio map fitted to survey walks; the error predicted from the map in force; beacons planned.
         * @enum {string}
         */
        JobKind: "fit" | "quality" | "plan";
        /**
         * JobList
         * @description The jobs of a store, the last one first.
         */
        JobList: {
            /** Items */
            items: components["schemas"]["JobView"][];
        };
        /**
         * JobState
         * @description `interrupted`: the service ended under it; nothing came of it, and it may be asked for again.
         * @enum {string}
         */
        JobState: "queued" | "running" | "done" | "failed" | "cancelled" | "interrupted";
        /**
         * JobView
         * @description A job and where it stands: `share` of the work is done, `left_s` is what the rest will take.
         */
        JobView: {
            /**
             * Asked At
             * Format: date-time
             */
            asked_at: string;
            /** Asked By */
            asked_by: string;
            /** Began At */
            began_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** From Revision */
            from_revision: number;
            /** Id */
            id: number;
            kind: components["schemas"]["JobKind"];
            /**
             * Left S
             * @description null while too little is done to tell
             */
            left_s: number | null;
            /** Level Id */
            level_id: string;
            /** Order */
            order: components["schemas"]["FitOrder"] | components["schemas"]["QualityOrder"] | components["schemas"]["PlanOrder"];
            /**
             * Published As
             * @description the map revision that a fit became
             */
            published_as: number | null;
            /** Reason */
            reason: string;
            /** Share */
            share: number;
            /**
             * Stage
             * @description what is done now; empty unless it runs
             */
            stage: string;
            state: components["schemas"]["JobState"];
            /** Store Id */
            store_id: string;
        };
        /**
         * LandmarkKind
         * @description What a checkpoint lies at.
         * @enum {string}
         */
        LandmarkKind: "door" | "corner" | "open";
        /**
         * LeftOut
         * @description Walks, or pieces of them, that a fit did not use. `code` and `facts` say what `reason` does, for other
         *     languages.
         */
        LeftOut: {
            /** Code */
            code: ("always-there" | "arrow-too-short" | "beacons-changed" | "cells-too-many" | "column-twice" | "columns-full" | "corners-full" | "draft-empty" | "draft-too-large" | "face-unclear" | "faces-full" | "far-outside" | "features-full" | "few-waypoints" | "file-no-text" | "gtin-check-digit" | "gtin-length" | "gtin-no-digits" | "gtin-rounded" | "line-twice" | "lines-full" | "lines-wrong" | "list-too-long" | "log-cut" | "log-empty" | "logs-full" | "no-beacons" | "no-column" | "no-columns" | "no-face" | "no-level" | "no-number" | "no-outline" | "no-result" | "not-among-choices" | "number-too-large" | "number-too-small" | "other-store" | "pictures-full" | "plan-too-much" | "product-otherwise" | "products-changed" | "products-full" | "proposal-outdated" | "proposal-refused" | "published-already" | "published-between" | "quotes-open" | "revision-same" | "role-needed" | "scales-contradict" | "store-exists" | "taps-doubtful" | "text-too-long" | "text-too-short" | "text-unseen" | "unreadable-plan" | "unreadable-walk" | "unusable-measure" | "user-exists" | "walk-elsewhere" | "walk-full" | "walk-name" | "walk-name-taken" | "walk-there" | "walks-full" | "walks-unplaced" | "archive-broken" | "archive-file-twice" | "archive-lacks" | "archive-leads-out" | "archive-too-large" | "archive-too-many" | "coordinates-unreadable" | "dxf-broken" | "dxf-layers" | "dxf-not-read-here" | "dxf-parts" | "dxf-unit" | "file-too-large" | "floor-left-of-origin" | "floor-size" | "geometry-kind" | "level-missing" | "level-twice" | "member-missing" | "nested-too-deeply" | "no-degrees" | "no-geojson" | "no-json" | "no-picture" | "no-plan" | "no-venue-outline" | "outline-crosses" | "picture-broken" | "picture-inflates" | "picture-too-large" | "place-never-set" | "measure-alone" | "measure-nothing" | "measure-outside" | "points-mirrored" | "field-missing" | "field-unknown" | "id-twice" | "last-level" | "no-store-file" | "no-zone" | "store-too-new" | "value-of-other-kind" | "value-outside" | "value-unusable" | "walk-too-large" | "walk-without-motion") | null;
            /** Facts */
            facts: {
                [key: string]: string | number;
            } | null;
            /** Reason */
            reason: string;
        };
        /**
         * LevelDraft
         * @description A level of a draft: its own fields, and everything on it.
         */
        LevelDraft: {
            /** Features */
            features: components["schemas"]["FeatureView"][];
            /** Height M */
            height_m: number;
            /** Id */
            id: string;
            /** Image */
            image?: {
                [key: string]: unknown;
            } | null;
            /** Name */
            name: string;
            /** North Rad */
            north_rad: number;
            /** Ordinal */
            ordinal: number;
            /** Origin */
            origin?: {
                [key: string]: unknown;
            } | null;
            /** Width M */
            width_m: number;
        };
        /** LevelErrorView */
        LevelErrorView: {
            /** Level Id */
            level_id: string;
            /** Median M */
            median_m: number;
            /** Q90 M */
            q90_m: number;
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
            image: components["schemas"]["campaigns__stores__geometry__PictureView"] | null;
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
         * Limits
         * @description Between these lies the figure in 95 % of samples with whole walks drawn again.
         */
        Limits: {
            /** High */
            high: number;
            /** Low */
            low: number;
        };
        /**
         * ListingView
         * @description A product as it was or will be.
         */
        ListingView: {
            /** Category */
            category: string;
            /** Faces */
            faces: string[];
            /** Name */
            name: string;
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
        /**
         * MadeView
         * @description What somebody else made of a feature.
         */
        MadeView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By */
            by: string;
            /** Id */
            id: string;
            kind: components["schemas"]["FeatureKind"];
            /** Level Id */
            level_id: string | null;
            /** Value */
            value: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * MapFigures
         * @description A radio map in a few figures, to compare another with.
         */
        MapFigures: {
            known: components["schemas"]["ErrorFigures"];
            /** Map Error M */
            map_error_m: number;
            /** Transmitters */
            transmitters: number;
            unknown: components["schemas"]["ErrorFigures"];
        };
        /**
         * MapProblem
         * @description Something wrong (`error`) or doubtful (`warning`) on a map: `kind` and `id` say which feature.
         */
        MapProblem: {
            /** Code */
            code: string;
            /** Id */
            id: string;
            /** Kind */
            kind: string;
            /** Level */
            level: string;
            /** Message */
            message: string;
            /**
             * Severity
             * @enum {string}
             */
            severity: "error" | "warning";
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
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
         * MarkBody
         * @description What was done at a beacon.
         */
        MarkBody: {
            /** Beacon */
            beacon: string;
            kind: components["schemas"]["MarkKind"];
        };
        /**
         * MarkKind
         * @description What somebody did at a beacon.
         * @enum {string}
         */
        MarkKind: "battery_changed" | "hung_back";
        /**
         * MarkView
         * @description What somebody did at a beacon.
         */
        MarkView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By */
            by: string;
            kind: components["schemas"]["MarkKind"];
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
         * Measured
         * @description Errors of walks that were held back, live, from unknown starts.
         */
        Measured: {
            /** Cell M */
            cell_m: number;
            /** Cells */
            cells: components["schemas"]["MeasuredCellView"][];
            /**
             * Correlation
             * @description Spearman's, of measured and predicted error by cell
             */
            correlation: number | null;
            /** Correlation Cells */
            correlation_cells: number;
            correlation_interval: components["schemas"]["Limits"] | null;
            interval_m: components["schemas"]["Limits"] | null;
            /** Mean M */
            mean_m: number;
            /** Median M */
            median_m: number;
            /** Predicted Mean M */
            predicted_mean_m: number;
            /** Q90 M */
            q90_m: number;
            /** Walks */
            walks: number;
            /** Waypoints */
            waypoints: number;
        };
        /**
         * MeasuredCellView
         * @description The square from (`x_m`, `y_m`) up and to the right.
         */
        MeasuredCellView: {
            interval_m: components["schemas"]["Limits"] | null;
            /** Measured M */
            measured_m: number;
            /** Predicted M */
            predicted_m: number;
            /** Walks */
            walks: number;
            /** Waypoints */
            waypoints: number;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /** NextBeacon */
        NextBeacon: {
            /**
             * Error M
             * @description what the judged share of people is within once it hangs
             */
            error_m: number;
            /** Key */
            key: string;
            /** Mount */
            mount: string;
            /** Near */
            near: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
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
         * Offer
         * @description Whose scanner is to be paired.
         */
        Offer: {
            /** Device */
            device: string;
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
         * OpenWalk
         * @description A walk that begins; the page makes its id up, so that it can begin without a network.
         */
        OpenWalk: {
            /** Device */
            device: string;
            /** Level Id */
            level_id: string;
            /**
             * Phone
             * @default
             */
            phone: string;
        };
        /**
         * Outcome
         * @description `skipped`: a gate refused; `lost`: it could have gone out, but another offer or a limit of the visit
         *     kept it back; `sent`: queued for the phone (what became of it is with the delivery).
         * @enum {string}
         */
        Outcome: "sent" | "lost" | "skipped";
        /**
         * Pair
         * @description A scanner's side of pairing.
         */
        Pair: {
            /** Code */
            code: string;
            /** Name */
            name: string;
        };
        /**
         * Paired
         * @description The token that a scanner sends with; shown this once.
         */
        Paired: {
            /** Scanner Id */
            scanner_id: number;
            /** Store Id */
            store_id: string;
            /** Token */
            token: string;
        };
        /**
         * PairingCode
         * @description What is typed where the scanner runs.
         */
        PairingCode: {
            /** Code */
            code: string;
            /**
             * Until
             * Format: date-time
             */
            until: string;
        };
        /**
         * PartView
         * @description One recording of a walk. `track` and `evaluate` can follow it when it `moves`: when it holds inertial
         *     data; `survey fit` reads every one.
         */
        PartView: {
            /** Moves */
            moves: boolean;
            /** Name */
            name: string;
            /** Nameless */
            nameless: number;
            /** Sightings */
            sightings: number;
            /** Taps */
            taps: number;
        };
        /**
         * PlaceView
         * @description Where a product stands. A face that the current map has no more `is_gone` and has no name.
         */
        PlaceView: {
            /** Face Id */
            face_id: string;
            /** Face Name */
            face_name: string | null;
            /** Is Gone */
            is_gone: boolean;
            /** Level Id */
            level_id: string | null;
        };
        /**
         * PlacementBody
         * @description A product on a face.
         */
        PlacementBody: {
            /** Face Id */
            face_id: string;
            /** Gtin */
            gtin: string;
        };
        /**
         * PlacementChanges
         * @description What is placed and what taken off; all of it, or nothing.
         */
        PlacementChanges: {
            /**
             * Add
             * @default []
             */
            add: components["schemas"]["PlacementBody"][];
            /**
             * Remove
             * @default []
             */
            remove: components["schemas"]["PlacementBody"][];
        };
        /** PlacementsChanged */
        PlacementsChanged: {
            /** Changed */
            changed: number;
        };
        /**
         * Places
         * @description Squares of `cell_m`, by their middles: what columns of values stand for.
         */
        Places: {
            /** Cell M */
            cell_m: number;
            /** X M */
            x_m: number[];
            /** Y M */
            y_m: number[];
        };
        /**
         * PlanOrder
         * @description Plan so many beacons, as many as an error takes, or the next ones to add to those that hang.
         */
        PlanOrder: {
            /** Count */
            count?: number | null;
            /**
             * Error M
             * @description half of all people within so much
             */
            error_m?: number | null;
            /**
             * Further
             * @description the next ones to add, in order
             * @default 0
             */
            further: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "plan";
            /**
             * Level Id
             * @description by default the store's first level
             */
            level_id?: string | null;
            /**
             * Map Error M
             * @description how far off the map will be at a place
             */
            map_error_m?: number | null;
        };
        /**
         * PlanResult
         * @description Planned beacons with the error predicted with them, before those to add next hang.
         */
        PlanResult: {
            /** Beacons */
            beacons: components["schemas"]["PlannedPlace"][];
            best_regular_grid: components["schemas"]["GridPlan"] | null;
            /**
             * Kept
             * @description beacons of the map that stay
             */
            kept: number;
            /** Level */
            level: string;
            /** Map Error M */
            map_error_m: number;
            /** Mean M */
            mean_m: number[];
            /** Next */
            next: components["schemas"]["NextBeacon"][];
            places: components["schemas"]["Places"];
            predicted: components["schemas"]["ErrorFigures"];
            /** Share */
            share: number;
            /**
             * Start
             * @enum {string}
             */
            start: "known" | "unknown";
        };
        /**
         * PlannedPlace
         * @description `key` is an unused id for the beacon.
         */
        PlannedPlace: {
            /** Key */
            key: string;
            /** Mount */
            mount: string;
            /** Near */
            near: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * PointBody
         * @description A point of the picture, and where it is on the floor (metres, y up).
         */
        PointBody: {
            /** Floor M */
            floor_m: number[];
            /** Px */
            px: number[];
        };
        /**
         * Predicted
         * @description The predicted mean error at each place.
         */
        Predicted: {
            /** Mean M */
            mean_m: number[];
            /** Median M */
            median_m: number;
            /** Q90 M */
            q90_m: number;
        };
        /**
         * Problem
         * @description What every failure answers. `code` and `facts` say the same as `detail`, for other languages.
         */
        Problem: {
            /**
             * Code
             * @default null
             */
            code: ("always-there" | "arrow-too-short" | "beacons-changed" | "cells-too-many" | "column-twice" | "columns-full" | "corners-full" | "draft-empty" | "draft-too-large" | "face-unclear" | "faces-full" | "far-outside" | "features-full" | "few-waypoints" | "file-no-text" | "gtin-check-digit" | "gtin-length" | "gtin-no-digits" | "gtin-rounded" | "line-twice" | "lines-full" | "lines-wrong" | "list-too-long" | "log-cut" | "log-empty" | "logs-full" | "no-beacons" | "no-column" | "no-columns" | "no-face" | "no-level" | "no-number" | "no-outline" | "no-result" | "not-among-choices" | "number-too-large" | "number-too-small" | "other-store" | "pictures-full" | "plan-too-much" | "product-otherwise" | "products-changed" | "products-full" | "proposal-outdated" | "proposal-refused" | "published-already" | "published-between" | "quotes-open" | "revision-same" | "role-needed" | "scales-contradict" | "store-exists" | "taps-doubtful" | "text-too-long" | "text-too-short" | "text-unseen" | "unreadable-plan" | "unreadable-walk" | "unusable-measure" | "user-exists" | "walk-elsewhere" | "walk-full" | "walk-name" | "walk-name-taken" | "walk-there" | "walks-full" | "walks-unplaced" | "archive-broken" | "archive-file-twice" | "archive-lacks" | "archive-leads-out" | "archive-too-large" | "archive-too-many" | "coordinates-unreadable" | "dxf-broken" | "dxf-layers" | "dxf-not-read-here" | "dxf-parts" | "dxf-unit" | "file-too-large" | "floor-left-of-origin" | "floor-size" | "geometry-kind" | "level-missing" | "level-twice" | "member-missing" | "nested-too-deeply" | "no-degrees" | "no-geojson" | "no-json" | "no-picture" | "no-plan" | "no-venue-outline" | "outline-crosses" | "picture-broken" | "picture-inflates" | "picture-too-large" | "place-never-set" | "measure-alone" | "measure-nothing" | "measure-outside" | "points-mirrored" | "field-missing" | "field-unknown" | "id-twice" | "last-level" | "no-store-file" | "no-zone" | "store-too-new" | "value-of-other-kind" | "value-outside" | "value-unusable" | "walk-too-large" | "walk-without-motion") | null;
            /** Detail */
            detail: string;
            /**
             * Errors
             * @default null
             */
            errors: components["schemas"]["FieldError"][] | null;
            /**
             * Facts
             * @default null
             */
            facts: {
                [key: string]: string | number;
            } | null;
            /** Status */
            status: number;
            /** Title */
            title: string;
            /** Type */
            type: string;
        };
        /** ProblemList */
        ProblemList: {
            /** Items */
            items: components["schemas"]["MapProblem"][];
            /** Version */
            version: number;
        };
        /**
         * ProductBody
         * @description What is written on the product.
         */
        ProductBody: {
            /**
             * Category
             * @default
             */
            category: string;
            /** Name */
            name: string;
        };
        /**
         * ProductPage
         * @description Products by name; `total` fit in all.
         */
        ProductPage: {
            /** Items */
            items: components["schemas"]["ProductView"][];
            /** Total */
            total: number;
        };
        /**
         * ProductView
         * @description A product with its places.
         */
        ProductView: {
            /** Category */
            category: string;
            /** Gtin */
            gtin: string;
            /** Name */
            name: string;
            /** Places */
            places: components["schemas"]["PlaceView"][];
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
         * ProgressView
         * @description How far the survey of a level is, and the way past what is left: nothing where pieces smaller than
         *     `least_spot_m2` are. A place counts as covered when a leg passed within `within_m` of it on foot.
         */
        ProgressView: {
            /** Area M2 */
            area_m2: number;
            /** Checkpoints */
            checkpoints: components["schemas"]["CheckpointView"][];
            ground: components["schemas"]["GroundView"];
            /**
             * Least Spot M2
             * @default 4
             */
            least_spot_m2: number;
            /** Left Out M2 */
            left_out_m2: number;
            /** Length M */
            length_m: number;
            /** Level Id */
            level_id: string;
            /** Revision */
            revision: number;
            /** Share */
            share: number;
            /**
             * Within M
             * @default 3
             */
            within_m: number;
        };
        /**
         * ProposalList
         * @description What was proposed for a store, the last one first.
         */
        ProposalList: {
            /** Items */
            items: components["schemas"]["ProposalView"][];
        };
        /**
         * ProposalView
         * @description A healed map as it was tried (`aislecast store heal`), with the figures of walks held back.
         */
        ProposalView: {
            /** Accepted As */
            accepted_as: number | null;
            /** From Revision */
            from_revision: number;
            /** Is Publishable */
            is_publishable: boolean;
            /** Level Id */
            level_id: string;
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Number */
            number: number;
            /** Report */
            report: {
                [key: string]: unknown;
            };
            /** Verdict */
            verdict: string;
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
        /** PublishBody */
        PublishBody: {
            /**
             * Note
             * @default
             */
            note: string;
            /** Version */
            version: number;
        };
        /**
         * PublishFit
         * @description What a person says of a fitted map that they put in force.
         */
        PublishFit: {
            /** Note */
            note: string;
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
         * QualityOrder
         * @description Predict the error from the map in force.
         */
        QualityOrder: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "quality";
            /**
             * Level Id
             * @description by default the store's first level
             */
            level_id?: string | null;
        };
        /** QualityResult */
        QualityResult: {
            assessment: components["schemas"]["Assessment"];
            /** Level Id */
            level_id: string;
        };
        /**
         * QualityView
         * @description What is known of a level's map. `assessment` is null until a job has predicted the error of it.
         */
        QualityView: {
            assessment: components["schemas"]["Assessment"] | null;
            /** Beacons */
            beacons: number;
            fit: components["schemas"]["FitInForce"] | null;
            /**
             * Is Surveyed
             * @description a survey has fitted the map; else beacons are as placed by hand
             */
            is_surveyed: boolean;
            /** Level Id */
            level_id: string;
            /**
             * Map Error M
             * @description how far off the map is at a place; null without beacons
             */
            map_error_m: number | null;
            /** Revision */
            revision: number;
            /** Store Id */
            store_id: string;
        };
        /**
         * RadioBody
         * @description What a scanner heard in some seconds; the same batch again changes nothing.
         */
        RadioBody: {
            /** Clock */
            clock: string;
            /** Readings */
            readings?: components["schemas"]["ReadingBody"][];
            /** Sequence */
            sequence: number;
            /** Sightings */
            sightings: components["schemas"]["SightingBody"][];
        };
        /**
         * RadioTaken
         * @description What became of a batch.
         */
        RadioTaken: {
            /** Is New */
            is_new: boolean;
            /** Sightings */
            sightings: number;
        };
        /** RareTransmitter */
        RareTransmitter: {
            /** Key */
            key: string;
            /** Near */
            near: string;
            /** Samples */
            samples: number;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * ReadingBody
         * @description One round trip to `/v1/clock`: sent and received on the device's clock.
         */
        ReadingBody: {
            /** Received Ms */
            received_ms: number;
            /** Sent Ms */
            sent_ms: number;
            /** Service Ms */
            service_ms: number;
        };
        /**
         * ReadingView
         * @description What a beacon last told of itself.
         */
        ReadingView: {
            /** Advert Count */
            advert_count: number;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Battery Mv */
            battery_mv: number | null;
            /** Temperature C */
            temperature_c: number | null;
            /** Uptime S */
            uptime_s: number;
        };
        /**
         * Reason
         * @description Why a decision came out as it did: one code for every way through the gates, in their order.
         * @enum {string}
         */
        Reason: "no_consent" | "outside_dates" | "outside_weekdays" | "outside_hours" | "visitor_unknown" | "not_new" | "not_returning" | "improbable" | "late" | "left" | "cap_visit" | "cap_days" | "cool_down" | "visit_ceiling" | "outranked" | "zone_unnamed" | "sent";
        /** RebaseBody */
        RebaseBody: {
            /**
             * Take
             * @default []
             */
            take: components["schemas"]["TakeBody"][];
            /** Version */
            version: number;
        };
        /**
         * RecordingList
         * @description The uploaded walks of a level, by name.
         */
        RecordingList: {
            /** Items */
            items: components["schemas"]["RecordingView"][];
        };
        /**
         * RecordingView
         * @description An uploaded walk.
         */
        RecordingView: {
            /** Duration S */
            duration_s: number;
            /** Name */
            name: string;
            /** Sightings */
            sightings: number;
            /**
             * Uploaded At
             * Format: date-time
             */
            uploaded_at: string;
            /** Uploaded By */
            uploaded_by: string;
            /** Waypoints */
            waypoints: number;
        };
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
         * ReportView
         * @description A walk joined on the service's clock. `sightings` are between its taps, `outside` before, after and in
         *     breaks, `unjoined` at times that are not known within `most_error_s`; `phone_error_s` and
         *     `scanner_error_s` say how well each clock is known, null while it is not.
         */
        ReportView: {
            /**
             * Most Error S
             * @default 0.5
             */
            most_error_s: number;
            /** Outside */
            outside: number;
            /** Parts */
            parts: components["schemas"]["PartView"][];
            /** Phone Error S */
            phone_error_s: number | null;
            /** Scanner Error S */
            scanner_error_s: number | null;
            /** Sightings */
            sightings: number;
            /** Transmitters */
            transmitters: number;
            /** Unjoined */
            unjoined: number;
            walk: components["schemas"]["WalkView"];
        };
        /** RestoreBody */
        RestoreBody: {
            /**
             * Note
             * @default
             */
            note: string;
        };
        /** RevisionList */
        RevisionList: {
            /** Items */
            items: components["schemas"]["RevisionView"][];
        };
        /** RevisionNumber */
        RevisionNumber: {
            /** Revision */
            revision: number;
        };
        /**
         * RevisionView
         * @description A published revision; `radio` says whether its radio map differs from that of the one before.
         */
        RevisionView: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** By */
            by: string;
            /** Note */
            note: string;
            /** Number */
            number: number;
            /** Radio */
            radio: boolean;
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
         * Saved
         * @description What became of a save. `problems` is null while they are being looked for.
         */
        Saved: {
            /** Base Revision */
            base_revision: number;
            /** Changed */
            changed: number;
            /** Current Revision */
            current_revision: number;
            /** Others */
            others: components["schemas"]["MadeView"][];
            /** Problems */
            problems: components["schemas"]["MapProblem"][] | null;
            /** Version */
            version: number;
        };
        /**
         * ScannerState
         * @description Null where no scanner is paired.
         */
        ScannerState: {
            scanner: components["schemas"]["ScannerView"] | null;
        };
        /**
         * ScannerView
         * @description The scanner that hears for a phone; `age_s` is how long ago it last sent, null before it did.
         */
        ScannerView: {
            /** Age S */
            age_s: number | null;
            /** Name */
            name: string;
            /** Sightings */
            sightings: number;
        };
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
         * Side
         * @description Whose feature stays when both the draft and a newer revision changed it.
         * @enum {string}
         */
        Side: "draft" | "revision";
        /**
         * SightingBody
         * @description A beacon heard, at `t_ms` of the scanner's clock.
         */
        SightingBody: {
            /** Advertised */
            advertised?: string | null;
            /** Key */
            key: string;
            /** Rssi Dbm */
            rssi_dbm: number;
            /** T Ms */
            t_ms: number;
            telemetry?: components["schemas"]["TelemetryBody"] | null;
        };
        /**
         * Standing
         * @description Whether a transmitter can be watched.
         * @enum {string}
         */
        Standing: "watched" | "vague" | "carried";
        /**
         * StandingView
         * @description How a store stands, at a glance.
         */
        StandingView: {
            /** Beacons */
            beacons: number;
            /**
             * Draft Changes
             * @description features that the map draft changes; 0: there is no open draft
             */
            draft_changes: number;
            /** Faulty Beacons */
            faulty_beacons: number;
            /**
             * Published At
             * Format: date-time
             */
            published_at: string;
            /** Published By */
            published_by: string;
            /** Store Id */
            store_id: string;
            /** @description the level with the largest predicted error; null where none was worked out yet */
            worst: components["schemas"]["LevelErrorView"] | null;
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
         * StoreBeaconHealth
         * @description Every beacon of a store, those that need a hand first.
         */
        StoreBeaconHealth: {
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Beacons */
            beacons: components["schemas"]["BeaconHealthView"][];
            /** Store Id */
            store_id: string;
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
         * TakeBody
         * @description Whose feature stays.
         */
        TakeBody: {
            /** Id */
            id: string;
            kind: components["schemas"]["FeatureKind"];
            /** Level Id */
            level_id?: string | null;
            side: components["schemas"]["Side"];
        };
        /**
         * TapView
         * @description A tap that counts; `joins` says that a leg leads to it from the one before.
         */
        TapView: {
            /** Joins */
            joins: boolean;
            /** Sequence */
            sequence: number;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * TelemetryBody
         * @description What a beacon says of itself.
         */
        TelemetryBody: {
            /** Advert Count */
            advert_count: number;
            /** Battery Mv */
            battery_mv: number;
            /** Temperature C */
            temperature_c: number;
            /** Uptime S */
            uptime_s: number;
        };
        /**
         * Thin
         * @description Where the map is thin: the spots that gain most, and how much ground it is, by reason.
         */
        Thin: {
            /** Rare */
            rare: components["schemas"]["RareTransmitter"][];
            /** Spots */
            spots: components["schemas"]["ThinSpotView"][];
            /** Spots In All */
            spots_in_all: {
                [key: string]: number;
            };
            /** Thin M2 */
            thin_m2: {
                [key: string]: number | null;
            };
            /** Walkable M2 */
            walkable_m2: number;
        };
        /**
         * ThinSpotView
         * @description A place to walk again, and why.
         */
        ThinSpotView: {
            /** Area M2 */
            area_m2: number;
            /** Away M */
            away_m: number | null;
            /** Heard */
            heard: number;
            /** Near */
            near: string;
            /** Reason */
            reason: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
        };
        /**
         * Tracking
         * @description Errors of held-back walks from known starts, live; `within_95` is the share inside the claimed 95 %.
         */
        Tracking: {
            /** Mean M */
            mean_m: number;
            /** Median M */
            median_m: number;
            /** Q75 M */
            q75_m: number;
            /** Q90 M */
            q90_m: number;
            /** Waypoints */
            waypoints: number;
            /** Within 95 */
            within_95: number;
        };
        /**
         * TriggerBody
         * @description What has to happen where.
         */
        TriggerBody: {
            /**
             * Categories
             * @default []
             */
            categories: string[];
            /** Dwell S */
            dwell_s?: number | null;
            /**
             * Gtins
             * @default []
             */
            gtins: string[];
            kind: components["schemas"]["TriggerKind"];
            /**
             * Min Probability
             * @default 0.5
             */
            min_probability: number;
            /**
             * Zone Ids
             * @default []
             */
            zone_ids: string[];
        };
        /**
         * TriggerKind
         * @description What has to happen: in a zone, or before a face with certain products.
         * @enum {string}
         */
        TriggerKind: "zone_enter" | "zone_dwell" | "face_engage";
        /**
         * TroubleKind
         * @description What can be wrong, in the order of what needs a hand first.
         * @enum {string}
         */
        TroubleKind: "silent" | "battery_empty" | "moved" | "cloned" | "quieter" | "louder" | "restarts" | "telemetry_stuck" | "battery_low";
        /**
         * TroubleView
         * @description One thing that is wrong; what is not known, or does not belong to the kind, is null.
         */
        TroubleView: {
            /** Count */
            count: number | null;
            kind: components["schemas"]["TroubleKind"];
            /** Level Db */
            level_db: number | null;
            /** Since */
            since: string | null;
            /** Visits */
            visits: number | null;
            /** X M */
            x_m: number | null;
            /** Y M */
            y_m: number | null;
        };
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
         * WalkFlaw
         * @description Why a tap or a leg counts for nothing.
         * @enum {string}
         */
        WalkFlaw: "backwards" | "clock-set" | "too-long" | "too-slow" | "too-fast" | "no-such-tap" | "after-the-end";
        /** WalkList */
        WalkList: {
            /** Items */
            items: components["schemas"]["WalkView"][];
        };
        /**
         * WalkView
         * @description A walk as far as it came. `sightings` are those of the phone's scanners while it was walked.
         */
        WalkView: {
            /** Device */
            device: string;
            /** Duration S */
            duration_s: number;
            /** Flaws */
            flaws: components["schemas"]["FlawView"][];
            /** Has Ended */
            has_ended: boolean;
            /** Id */
            id: string;
            /** Legs */
            legs: number;
            /** Length M */
            length_m: number;
            /** Level Id */
            level_id: string;
            /** Logs */
            logs: number;
            /** Missing */
            missing: number[];
            /** Motion S */
            motion_s: number;
            /**
             * Opened At
             * Format: date-time
             */
            opened_at: string;
            /** Opened By */
            opened_by: string;
            /** Phone */
            phone: string;
            /** Received */
            received: number;
            /** Revision */
            revision: number;
            /** Sightings */
            sightings: number;
            /** Taps */
            taps: components["schemas"]["TapView"][];
        };
        /**
         * WalkedGround
         * @description How long the survey's walks were in each cell.
         */
        WalkedGround: {
            places: components["schemas"]["Places"];
            /** Seconds */
            seconds: number[];
        };
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
        /** WorstPlace */
        WorstPlace: {
            /** Mean M */
            mean_m: number;
            /** Near */
            near: string;
            /** X M */
            x_m: number;
            /** Y M */
            y_m: number;
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
        /**
         * DifferenceView
         * @description What two states of a map differ by.
         */
        campaigns__stores__drafts__schemas__DifferenceView: {
            /** Changes */
            changes: components["schemas"]["DifferenceItem"][];
            counts: components["schemas"]["DifferenceCounts"];
            /** Radio Changed */
            radio_changed: boolean;
        };
        /**
         * PictureView
         * @description The picture that a level was drawn from; a store document may name one that nobody uploaded.
         */
        campaigns__stores__geometry__PictureView: {
            /**
             * Address
             * @description path of the picture on this service
             */
            address: string;
            /**
             * Floor From Image
             * @description (a, b, c, d, e, f): x = a u + b v + c, y = d u + e v + f of pixel (u, v), v down
             */
            floor_from_image: number[];
        };
        /**
         * PictureView
         * @description A picture that was kept, and how it lies on the floor at a first guess of its scale.
         */
        campaigns__stores__plans__api__PictureView: {
            /** File */
            file: string;
            /** Floor From Image */
            floor_from_image: number[];
            /** Height Px */
            height_px: number;
            /** Width Px */
            width_px: number;
        };
        /**
         * DifferenceView
         * @description What storing the file does to a product.
         */
        campaigns__stores__products__schemas__DifferenceView: {
            after: components["schemas"]["ListingView"] | null;
            before: components["schemas"]["ListingView"] | null;
            /** Changes */
            changes: components["schemas"]["Change"][];
            /** Gtin */
            gtin: string;
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
    align_v1_alignments_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AlignmentBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlignmentView"];
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
    now_v1_clock_get: {
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
                    "application/json": components["schemas"]["ClockView"];
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
    create_v1_plans_post: {
        parameters: {
            query?: {
                kind?: components["schemas"]["StoreKind"];
                store_id?: string;
                name?: string;
                time_zone?: string;
                file?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description a picture (PNG, JPEG), DXF drawing, GeoJSON, zipped IMDF archive or store.json */
        requestBody: {
            content: {
                "application/octet-stream": string;
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
    health_v1_stores__store_id__beacons_health_get: {
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
                    "application/json": components["schemas"]["StoreBeaconHealth"];
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
    history_v1_stores__store_id__beacons_history_get: {
        parameters: {
            query: {
                beacon: string;
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
                    "application/json": components["schemas"]["BeaconHistory"];
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
    mark_v1_stores__store_id__beacons_marks_post: {
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
                "application/json": components["schemas"]["MarkBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeaconHealthView"];
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
    show_v1_stores__store_id__draft_get: {
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
                    "application/json": components["schemas"]["DraftView"];
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
    discard_v1_stores__store_id__draft_delete: {
        parameters: {
            query: {
                version: number;
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
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Somebody else changed the same; nothing was stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DraftConflictProblem"];
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
    change_v1_stores__store_id__draft_changes_post: {
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
                "application/json": {
                    /** Changes */
                    changes: {
                        /** Id */
                        id: string;
                        kind: components["schemas"]["FeatureKind"];
                        /** Level Id */
                        level_id?: string | null;
                        /** Value */
                        value: {
                            [key: string]: unknown;
                        } | null;
                    }[];
                    /**
                     * Reason
                     * @default
                     */
                    reason?: string;
                    /** Version */
                    version: number;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Saved"];
                };
            };
            /** @description Somebody else changed the same; nothing was stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DraftConflictProblem"];
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
    show_problems_v1_stores__store_id__draft_problems_get: {
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
                    "application/json": components["schemas"]["ProblemList"];
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
    publish_v1_stores__store_id__draft_publish_post: {
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
                "application/json": components["schemas"]["PublishBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionNumber"];
                };
            };
            /** @description Somebody else changed the same; nothing was stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DraftConflictProblem"];
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
    rebase_v1_stores__store_id__draft_rebase_post: {
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
                "application/json": components["schemas"]["RebaseBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DraftView"];
                };
            };
            /** @description Somebody else changed the same; nothing was stored */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["DraftConflictProblem"];
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
    find_v1_stores__store_id__finder_get: {
        parameters: {
            query: {
                q: string;
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
                    "application/json": components["schemas"]["FoundList"];
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
    list_jobs_v1_stores__store_id__jobs_get: {
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
                    "application/json": components["schemas"]["JobList"];
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
    ask_v1_stores__store_id__jobs_post: {
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
                "application/json": components["schemas"]["FitOrder"] | components["schemas"]["QualityOrder"] | components["schemas"]["PlanOrder"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobView"];
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
    show_v1_stores__store_id__jobs__number__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                number: number;
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
                    "application/json": components["schemas"]["JobView"];
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
    cancel_v1_stores__store_id__jobs__number__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                number: number;
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
    publish_v1_stores__store_id__jobs__number__publish_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishFit"];
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
    result_v1_stores__store_id__jobs__number__result_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                number: number;
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
                    "application/json": components["schemas"]["FitResult"] | components["schemas"]["QualityResult"] | components["schemas"]["PlanResult"];
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
    add_picture_v1_stores__store_id__pictures_post: {
        parameters: {
            query?: {
                file?: string;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        /** @description a picture (PNG, JPEG), DXF drawing, GeoJSON, zipped IMDF archive or store.json */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["campaigns__stores__plans__api__PictureView"];
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
    show_picture_v1_stores__store_id__pictures__file__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                };
            };
            /** @description The caller has it already (If-None-Match) */
            304: {
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
    list_placements_v1_stores__store_id__placements_get: {
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
                    "application/json": components["schemas"]["FaceProductsList"];
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
    change_placements_v1_stores__store_id__placements_post: {
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
                "application/json": components["schemas"]["PlacementChanges"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacementsChanged"];
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
    list_products_v1_stores__store_id__products_get: {
        parameters: {
            query?: {
                q?: string;
                face?: string | null;
                category?: string | null;
                offset?: number;
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
                    "application/json": components["schemas"]["ProductPage"];
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
    list_categories_v1_stores__store_id__products_categories_get: {
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
                    "application/json": components["schemas"]["CategoryList"];
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
    export_v1_stores__store_id__products_export_get: {
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
    import_products_v1_stores__store_id__products_import_post: {
        parameters: {
            query?: {
                dry_run?: boolean;
                /** @description store the right lines of a file with wrong ones */
                skip_wrong?: boolean;
                /** @description products that the file does not name are removed */
                replace?: boolean;
                /** @description by default told from the file */
                encoding?: ("utf-8" | "cp932") | null;
                /** @description the digest of a dry run: store these differences alone */
                expect?: string | null;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        /** @description a CSV file (docs/products.md) */
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportReport"];
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
    put_product_v1_stores__store_id__products__gtin__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                gtin: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProductBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProductView"];
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
    delete_product_v1_stores__store_id__products__gtin__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                gtin: string;
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
    proposals_v1_stores__store_id__proposals_get: {
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
                    "application/json": components["schemas"]["ProposalList"];
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
    accept_v1_stores__store_id__proposals__number__accept_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                number: number;
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
                    "application/json": components["schemas"]["Accepted"];
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
    show_v1_stores__store_id__quality_get: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["QualityView"];
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
    list_recordings_v1_stores__store_id__recordings_get: {
        parameters: {
            query?: {
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
                    "application/json": components["schemas"]["RecordingList"];
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
    upload_v1_stores__store_id__recordings_post: {
        parameters: {
            query: {
                /** @description of the file, ending in .txt or .txt.gz */
                name: string;
                /** @description by default the store's first level */
                level?: string | null;
            };
            header?: never;
            path: {
                store_id: string;
            };
            cookie?: never;
        };
        /** @description a recording (docs/recordings.md), plain or gzip */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordingView"];
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
    remove_v1_stores__store_id__recordings__name__delete: {
        parameters: {
            query?: {
                /** @description by default the store's first level */
                level?: string | null;
            };
            header?: never;
            path: {
                store_id: string;
                name: string;
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
    list_revisions_v1_stores__store_id__revisions_get: {
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
                    "application/json": components["schemas"]["RevisionList"];
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
    show_difference_v1_stores__store_id__revisions__number__difference_get: {
        parameters: {
            query: {
                to: number | "draft";
            };
            header?: never;
            path: {
                store_id: string;
                number: number;
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
                    "application/json": components["schemas"]["campaigns__stores__drafts__schemas__DifferenceView"];
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
    restore_v1_stores__store_id__revisions__number__restore_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestoreBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevisionNumber"];
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
    show_standing_v1_stores__store_id__standing_get: {
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
                    "application/json": components["schemas"]["StandingView"];
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
    progress_v1_stores__store_id__survey_get: {
        parameters: {
            query?: {
                level_id?: string | null;
                start_x_m?: number | null;
                start_y_m?: number | null;
                afresh?: boolean;
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
                    "application/json": components["schemas"]["ProgressView"];
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
    scanner_v1_stores__store_id__survey_scanner_get: {
        parameters: {
            query: {
                device: string;
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
                    "application/json": components["schemas"]["ScannerState"];
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
    offer_v1_stores__store_id__survey_scanner_post: {
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
                "application/json": components["schemas"]["Offer"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PairingCode"];
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
    release_v1_stores__store_id__survey_scanner_delete: {
        parameters: {
            query: {
                device: string;
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
    walks_v1_stores__store_id__survey_walks_get: {
        parameters: {
            query?: {
                level_id?: string | null;
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
                    "application/json": components["schemas"]["WalkList"];
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
    show_v1_stores__store_id__survey_walks__walk_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                walk_id: string;
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
                    "application/json": components["schemas"]["ReportView"];
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
    open_walk_v1_stores__store_id__survey_walks__walk_id__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                walk_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenWalk"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalkView"];
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
    delete_v1_stores__store_id__survey_walks__walk_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                walk_id: string;
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
    tell_v1_stores__store_id__survey_walks__walk_id__entries_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                walk_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Entries"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WalkView"];
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
    log_v1_stores__store_id__survey_walks__walk_id__log_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                store_id: string;
                walk_id: string;
            };
            cookie?: never;
        };
        /** @description a recording (docs/recordings.md) of the same phone, plain or gzip */
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
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
    motion_v1_stores__store_id__survey_walks__walk_id__motion_post: {
        parameters: {
            query: {
                device: string;
                sequence: number;
                clock: string;
            };
            header?: never;
            path: {
                store_id: string;
                walk_id: string;
            };
            cookie?: never;
        };
        /** @description rows of ten little-endian 64-bit floats: docs/survey.md */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
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
    recording_v1_stores__store_id__survey_walks__walk_id__recording_get: {
        parameters: {
            query?: {
                part?: number;
            };
            header?: never;
            path: {
                store_id: string;
                walk_id: string;
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
    radio_v1_survey_radio_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RadioBody"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RadioTaken"];
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
    pair_v1_survey_scanners_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Pair"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Paired"];
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
