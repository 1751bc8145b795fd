"""Fernhill, an online shop for garden and outdoor goods: its people, teams and products."""

from config.demo.types import DemoLabel, DemoPerson, DemoProduct, DemoStatus, DemoTeam

WORKSPACE_NAME = "Fernhill"
WORKSPACE_SLUG = "fernhill"
WORKSPACE_TIME_ZONE = "Europe/Dublin"
PASSWORD = "fernhill-demo"  # noqa: S105 everybody's, printed at every start


def _person(key: str, name: str, role: str, time_zone: str, job_title: str) -> DemoPerson:
    return DemoPerson(key, name, f"{key}@fernhill.example", role, f"Europe/{time_zone}", job_title)


PEOPLE: tuple[DemoPerson, ...] = (
    _person("aoife", "Aoife Brennan", "owner", "Dublin", "Managing director"),
    _person("mila", "Mila Kovač", "product_manager", "Zagreb", "Head of product"),
    _person("tomas", "Tomás Silva", "product_manager", "Lisbon", "Product manager, mobile"),
    _person("jonas", "Jonas Okafor", "product_owner", "Berlin", "Product owner, checkout"),
    _person("astrid", "Astrid Lindqvist", "product_owner", "Stockholm", "Product owner, warehouse"),
    _person("rasmus", "Rasmus Berg", "contributor", "Copenhagen", "Payments engineer"),
    _person("zofia", "Zofia Nowak", "contributor", "Warsaw", "Front-end engineer"),
    _person("eleni", "Eleni Papadaki", "contributor", "Athens", "Product designer"),
    _person("mateo", "Mateo Ferrer", "contributor", "Madrid", "Mobile engineer"),
    _person("bogdan", "Bogdan Ionescu", "contributor", "Bucharest", "Warehouse systems engineer"),
    _person("claire", "Claire Dubois", "stakeholder", "Paris", "Head of customer service"),
    _person("siobhan", "Siobhán Doyle", "stakeholder", "Dublin", "Finance director"),
)

TEAMS: tuple[DemoTeam, ...] = (
    DemoTeam("payments", "Payments", ("jonas", "rasmus", "zofia"), 11),
    DemoTeam("storefront", "Storefront", ("mila", "jonas", "zofia", "eleni"), 10),
    DemoTeam("mobile", "Mobile", ("tomas", "mateo", "eleni"), 12),
    DemoTeam("logistics", "Logistics", ("astrid", "bogdan", "rasmus"), 11),
)


def _labels(**hues: int) -> tuple[DemoLabel, ...]:
    return tuple(DemoLabel(name.replace("_", "-"), hue) for name, hue in hues.items())


WEB = DemoProduct(
    key="WEB",
    name="Web checkout",
    vision="Anyone can buy from Fernhill in under a minute, on any device, and knows the day it will arrive.",
    lead="jonas",
    teams=("payments", "storefront"),
    preset="rice",
    criteria=("reach", "impact", "confidence", "effort"),
    statuses=(
        DemoStatus("backlog", "Backlog", "backlog"),
        DemoStatus("ready", "Ready", "ready"),
        DemoStatus("progress", "In progress", "active"),
        DemoStatus("review", "In review", "active"),
        DemoStatus("done", "Done", "done"),
        DemoStatus("dropped", "Dropped", "dropped"),
    ),
    labels=_labels(
        payments=165,
        basket=210,
        delivery=95,
        address=130,
        a11y=290,
        legal=20,
        performance=60,
        fraud=0,
        business=245,
        after_sale=320,
        copy=185,
        ux=275,
        quick_win=75,
        customer_ask=40,
    ),
)

APP = DemoProduct(
    key="APP",
    name="Mobile app",
    vision="The garden in your pocket: what to do this week, what you need for it, and where your order is.",
    lead="tomas",
    teams=("mobile",),
    preset="ice_ease",
    criteria=("impact", "confidence", "ease"),
    statuses=(
        DemoStatus("backlog", "Backlog", "backlog"),
        DemoStatus("ready", "Ready", "ready"),
        DemoStatus("building", "Building", "active"),
        DemoStatus("beta", "In beta", "active"),
        DemoStatus("released", "Released", "done"),
        DemoStatus("dropped", "Dropped", "dropped"),
    ),
    labels=_labels(
        ios=250,
        android=140,
        push=30,
        camera=200,
        offline=270,
        planner=115,
        orders=85,
        a11y=290,
        crash=5,
        performance=60,
        onboarding=330,
    ),
)

OPS = DemoProduct(
    key="OPS",
    name="Warehouse & delivery",
    vision="Every parcel leaves on the promised day, every plant arrives alive, and the stock figure is true.",
    lead="astrid",
    teams=("logistics",),
    preset="wsjf",
    criteria=("business_value", "time_criticality", "risk_reduction", "job_size"),
    statuses=(
        DemoStatus("inbox", "Inbox", "backlog"),
        DemoStatus("planned", "Planned", "backlog"),
        DemoStatus("ready", "Ready", "ready"),
        DemoStatus("progress", "In progress", "active"),
        DemoStatus("trial", "On trial", "active"),
        DemoStatus("done", "Done", "done"),
        DemoStatus("dropped", "Won't do", "dropped"),
    ),
    labels=_labels(
        picking=95,
        packing=40,
        carriers=220,
        plants=135,
        stock=180,
        returns=320,
        scanners=265,
        safety=15,
        integration=240,
        reporting=70,
    ),
)

PRODUCTS: tuple[DemoProduct, ...] = (WEB, APP, OPS)
