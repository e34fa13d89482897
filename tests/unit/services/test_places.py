import asyncio

from retake_gui.services.places import Places


async def enter(places: Places, name: str, inside: list[str], leave: asyncio.Event) -> None:
    async with places.place(name):
        inside.append(name)
        await leave.wait()


async def test_as_many_get_in_as_there_are_places_in_the_order_they_came() -> None:
    places, inside, leave = Places(2), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(enter(places, name, inside, leave)) for name in "abcd"]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert inside == ["a", "b"]
    places.limit = 3
    await asyncio.sleep(0)
    assert inside == ["a", "b", "c"]
    places.limit = 1
    leave.set()
    await asyncio.gather(*tasks)
    assert inside == ["a", "b", "c", "d"]


async def test_one_who_gives_up_waiting_takes_no_place() -> None:
    places, inside, leave = Places(1), list[str](), asyncio.Event()
    tasks = [asyncio.create_task(enter(places, name, inside, leave)) for name in "abc"]
    await asyncio.sleep(0)
    tasks[1].cancel()
    await asyncio.wait([tasks[1]])
    leave.set()
    await asyncio.gather(tasks[0], tasks[2])
    assert inside == ["a", "c"]
    async with places.place():
        assert places.limit == 1
