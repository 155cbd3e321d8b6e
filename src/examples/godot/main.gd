# The arena: connects, draws what the room says, and tells it where the player wants to go.
#
# Arguments: --url=ws://localhost:4000/socket (several, with commas: nodes to go on at), --room=main, --name=Ann,
# --watch=1 to look on only, --bot=10 to play by itself for so many seconds, and print what it sees as JSON.
extends Node

const Hub := preload("res://hub.gd")
const Field := preload("res://field.gd")
const Panel := preload("res://panel.gd")
const Steering := preload("res://steering.gd")
const Bot := preload("res://bot.gd")

const DEFAULTS := {url = "ws://localhost:4000/socket", room = "main", name = "Godot", watch = "", bot = ""}


func _ready() -> void:
    var arguments := parse(OS.get_cmdline_args())
    var watch: bool = arguments.watch != ""
    var hub := Hub.new(arguments.url.split(","), arguments.room, arguments.name, watch)
    add_child(hub)
    if arguments.bot != "":
        add_child(Bot.new(hub, float(arguments.bot)))
    else:
        add_child(Field.new(hub))
        add_child(Panel.new(hub))
        if not watch:
            add_child(Steering.new(hub))


static func parse(given: PoolStringArray) -> Dictionary:
    var arguments := DEFAULTS.duplicate()
    for argument in given:
        var pair: PoolStringArray = argument.trim_prefix("--").split("=", true, 1)
        if pair.size() == 2 and arguments.has(pair[0]):
            arguments[pair[0]] = pair[1]
    return arguments
