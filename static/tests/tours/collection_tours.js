import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("collection_hold_tour", {
    steps: () => [
        {
            content: "Open the case from the board",
            trigger: ".o_kanban_record:contains(Menuiserie du Tour)",
            run: "click",
        },
        {
            content: "Ask for a hold",
            trigger: ".o_form_statusbar button[name=action_hold]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The goods came damaged",
        },
        {
            trigger: ".modal footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "The case says that it is on hold",
            trigger: "body:not(:has(.modal)) .alert-info:contains(Dispute)",
        },
        {
            trigger: ".o_notebook .nav-link[name=holds]",
            run: "click",
        },
        {
            content: "End the hold",
            trigger: "[name=hold_ids] tr:contains(damaged) button[name=action_end]",
            run: "click",
        },
        {
            content: "Nothing is on hold any more",
            trigger: ".o_form_view:not(:has(button[name=action_end]))",
        },
        {
            trigger: ".o_form_view:not(:has(.alert-info:contains(Dispute)))",
        },
    ],
});

tours.add("collection_review_tour", {
    steps: () => [
        {
            content: "Open the formal notice that waits for a person",
            trigger: ".o_data_row:contains(Menuiserie du Tour) td[name=stage_id]",
            run: "click",
        },
        {
            content: "Read the letter",
            trigger: ".o_notebook .nav-link[name=letter]",
            run: "click",
        },
        {
            trigger: ".tab-pane.active [name=preview_letter]",
        },
        {
            trigger: ".o_form_statusbar button[name=action_approve]",
            run: "click",
        },
        {
            content: "It is ready, and can be printed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Ready)",
        },
        {
            trigger: ".o_form_statusbar button[name=action_print]",
        },
    ],
});

tours.add("collection_letters_tour", {
    steps: () => [
        {
            content: "Choose all letters",
            trigger: ".o_data_row:contains(Menuiserie du Tour)",
        },
        {
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_print]",
            run: "click",
        },
        {
            content: "They are in a batch",
            trigger: ".o_form_view [name=delivery_ids] .o_data_row:contains(REL-)",
        },
        {
            content: "They were posted",
            trigger: ".o_form_statusbar button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "They departed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Departed)",
        },
        {
            trigger: "[name=delivery_ids] .o_data_row:contains(Sent)",
        },
    ],
});

tours.add("collection_call_tour", {
    steps: () => [
        {
            content: "A call is due: say what came out",
            trigger:
                ".o_data_row:contains(Menuiserie du Tour) button[name=action_outcome]",
            run: "click",
        },
        {
            content: "He promises to pay",
            trigger: ".modal .o_field_widget[name=outcome] input[data-value=promised]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=amount] input",
            run: "edit 600",
        },
        {
            trigger: ".modal .o_field_widget[name=date_until] input",
            run: "edit 12/31/2099",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit By transfer",
        },
        {
            trigger: ".modal footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "Nobody waits for a call any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_data_row:contains(Menuiserie du Tour)))",
        },
    ],
});

tours.add("collection_run_tour", {
    steps: () => [
        {
            content: "Play the policies of the whole company",
            trigger: ".o_control_panel button[name=action_run_company]",
            run: "click",
        },
        {
            content: "The run is shown",
            trigger: ".o_form_view button[name=action_view_lines]:contains(1)",
        },
    ],
});
